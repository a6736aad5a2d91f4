-- Purpose: the next changed cells of the anomalies' watcher, in the order of the tally's commits.
-- Parameters: after (changed_id); rows.
-- Columns: changed_id; race_id; leaf_area_id.
-- Grain: one row a change.
-- Index: changed_cells_pkey.
-- Caller: data.anomalies.chore
SELECT changed_id, race_id, leaf_area_id
FROM changed_cells
WHERE changed_id > CAST(:after AS bigint)
ORDER BY changed_id
LIMIT CAST(:rows AS integer)
