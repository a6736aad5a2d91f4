-- Purpose: every cell that has a current form, for a rebuild.
-- Parameters: race_id, area_id (the last cell of the batch before, 0 at first); rows.
-- Columns: race_id; leaf_area_id.
-- Grain: one row a cell.
-- Index: result_forms_current.
-- Caller: data.anomalies.chore
SELECT race_id, leaf_area_id
FROM result_forms
WHERE is_current AND (race_id, leaf_area_id) > (CAST(:race_id AS integer), CAST(:area_id AS integer))
GROUP BY race_id, leaf_area_id
ORDER BY race_id, leaf_area_id
LIMIT CAST(:rows AS integer)
