-- Purpose: the cells that the tally has recomputed since the board's watcher last looked, in the order of its commits.
-- Parameters: after_id (the watcher's place); rows (at most).
-- Columns: changed_id; race_id; leaf_area_id; election_id (NULL: the race is gone).
-- Grain: one row a note of the tally.
-- Index: changed_cells_pkey above the cursor.
-- Caller: data.board.watch
SELECT x.changed_id, x.race_id, x.leaf_area_id, c.election_id
FROM changed_cells x LEFT JOIN races r USING (race_id) LEFT JOIN contests c USING (contest_id)
WHERE x.changed_id > CAST(:after_id AS bigint)
ORDER BY x.changed_id LIMIT CAST(:rows AS integer)
