-- Purpose: marks every cell that has forms or a tally as dirty, so that the worker computes all of them again.
-- Parameters: none.
-- Columns: none.
-- Grain: one row per cell.
-- Index: reads every form's key on purpose.
-- Caller: data.tally.reconcile
INSERT INTO dirty_log (race_id, leaf_area_id)
SELECT race_id, leaf_area_id FROM result_forms WHERE is_current AND is_counting
UNION
SELECT race_id, leaf_area_id FROM ward_counts
