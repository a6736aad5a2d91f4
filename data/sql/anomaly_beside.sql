-- Purpose: cells whose verdicts may change with some cells: those of forms with the same figures as any revision there, and
--   those of area forms that state the sum of what lies below.
-- Parameters: race_ids, area_ids (int[], parallel: the cells that changed).
-- Columns: race_id; leaf_area_id.
-- Grain: one row a cell.
-- Index: result_forms_race_id_leaf_area_id_station_id_source_revision_key, result_forms_figures, result_forms_area, areas_pkey.
-- Caller: data.anomalies.chore
WITH changed AS MATERIALIZED (
  SELECT race_id, leaf_area_id FROM unnest(CAST(:race_ids AS integer[]), CAST(:area_ids AS integer[])) AS k (race_id, leaf_area_id)
), figures AS MATERIALIZED (
  SELECT DISTINCT f.race_id, f.figures_sha256
  FROM changed JOIN result_forms f USING (race_id, leaf_area_id)
  WHERE f.figures_sha256 IS NOT NULL AND f.is_counting AND f.station_id IS NOT NULL AND f.valid_votes >= 100
)
SELECT g.race_id, g.leaf_area_id
FROM figures JOIN result_forms g USING (race_id, figures_sha256)
WHERE g.is_current AND g.is_counting AND g.station_id IS NOT NULL
UNION
SELECT g.race_id, g.leaf_area_id
FROM changed k JOIN areas a ON a.area_id = k.leaf_area_id CROSS JOIN unnest(a.path_ids) AS above (area_id)
JOIN result_forms g ON g.leaf_area_id = above.area_id AND g.race_id = k.race_id AND g.station_id IS NULL AND g.is_current
