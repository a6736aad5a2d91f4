-- Purpose: let those who watch (station board, anomalies) work through every cell again, as if all had been recomputed now.
-- Parameters: none. The caller has locked changed_cells: identities must follow commits.
-- Columns: none. Grain: one row a cell, of the counting source and of others.
-- Index: none; the two rollups are read whole, once, on a person's command.
-- Caller: data.keeper.again
INSERT INTO changed_cells (race_id, leaf_area_id, is_counting)
SELECT race_id, leaf_area_id, true FROM ward_counts
UNION ALL
SELECT DISTINCT race_id, leaf_area_id, false FROM other_counts
