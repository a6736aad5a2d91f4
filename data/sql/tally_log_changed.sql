-- Purpose: tell those who watch (station board, anomalies) which cells were recomputed, in the order of the tally's commits.
-- Parameters: race_ids, area_ids (cells of the counting source); beside_race_ids, beside_area_ids (of the others); parallel arrays.
-- Columns: none. Grain: one row a cell.
-- Index: none; rows are appended.
-- Caller: data.tally.worker
INSERT INTO changed_cells (race_id, leaf_area_id, is_counting)
SELECT race_id, leaf_area_id, true
FROM unnest(CAST(:race_ids AS integer[]), CAST(:area_ids AS integer[])) AS c (race_id, leaf_area_id)
UNION ALL
SELECT race_id, leaf_area_id, false
FROM unnest(CAST(:beside_race_ids AS integer[]), CAST(:beside_area_ids AS integer[])) AS b (race_id, leaf_area_id)
