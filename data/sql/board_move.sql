-- Purpose: move the board's watcher on; the pulse tells pages that rows have changed.
-- Parameters: changed_id; beats (added to the pulse).
-- Columns: none. Grain: one row. Index: watchers_pkey.
-- Caller: data.board.watch
UPDATE watchers SET changed_id = CAST(:changed_id AS bigint), pulse = pulse + CAST(:beats AS integer), worked_at_utc = now()
WHERE watcher = 'board'
