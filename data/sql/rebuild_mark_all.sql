-- Purpose: marks every cell that has forms or a tally as dirty, so that the worker computes all of them again.
-- Parameters: none.
-- Columns: none.
-- Grain: one row per cell, and one more per cell with sources beside the counting one.
-- Index: reads every form's key on purpose.
-- Caller: data.tally.reconcile
INSERT INTO dirty_log (race_id, leaf_area_id, is_counting)
SELECT race_id, leaf_area_id, is_counting FROM result_forms WHERE is_current
UNION
SELECT race_id, leaf_area_id, true FROM ward_counts
UNION
SELECT race_id, leaf_area_id, false FROM other_counts
