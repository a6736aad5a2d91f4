-- Purpose: delete the changed cells that all watchers have passed.
-- Parameters: none.
-- Columns: none. Grain: none.
-- Index: changed_cells_pkey, watchers (a handful of rows).
-- Caller: data.board.watch
DELETE FROM changed_cells WHERE changed_id <= (SELECT min(changed_id) FROM watchers)
