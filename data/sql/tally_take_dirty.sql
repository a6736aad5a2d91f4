-- Purpose: the oldest keys of the dirty log, to be recomputed and deleted in the same transaction.
-- Parameters: limit (rows).
-- Columns: dirty_id; race_id; leaf_area_id; is_counting (a form of the counting source changed). Never NULL.
-- Grain: one row per logged change (keys repeat).
-- Index: dirty_log_pkey.
-- Caller: data.tally.worker
SELECT dirty_id, race_id, leaf_area_id, is_counting FROM dirty_log ORDER BY dirty_id LIMIT :limit
