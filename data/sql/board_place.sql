-- Purpose: the place of the board's watcher; locked, so that two never work at once.
-- Parameters: none.
-- Columns: changed_id; pulse. Never NULL. Grain: one row.
-- Index: watchers_pkey.
-- Caller: data.board.watch
SELECT changed_id, pulse FROM watchers WHERE watcher = 'board' FOR UPDATE
