-- Purpose: forget what was learnt of an election's arrivals: a build learns it anew.
-- Parameters: election_id.
-- Columns: none. Grain: none.
-- Index: board_arrivals_pkey by contest.
-- Caller: data.board.build
DELETE FROM board_arrivals
WHERE contest_id IN (SELECT contest_id FROM contests WHERE election_id = CAST(:election_id AS smallint))
