-- Purpose: an election has no board any more.
-- Parameters: election_id.
-- Columns: none. Grain: one row. Index: board_elections_pkey.
-- Caller: data.board.build
DELETE FROM board_elections WHERE election_id = CAST(:election_id AS smallint)
