-- Purpose: removes exactly the dirty rows that were recomputed; later ones stay for the next step.
-- Parameters: dirty_ids (bigint[]).
-- Columns: none.
-- Grain: one row per id.
-- Index: dirty_log_pkey.
-- Caller: data.tally.worker
DELETE FROM dirty_log WHERE dirty_id = ANY(CAST(:dirty_ids AS bigint[]))
