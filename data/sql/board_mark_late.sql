-- Purpose: mark what has become late by the mere passing of time.
-- Parameters: election_id; due_before (now less the tolerance); board_seq.
-- Columns: contest_id; area_id (the ward); rows (marked). Never NULL.
-- Grain: one row a cell in which anything was marked.
-- Index: station_board_due.
-- Caller: data.board.write
WITH written AS (
  UPDATE station_board SET is_late = true, board_seq = CAST(:board_seq AS bigint)
  WHERE election_id = CAST(:election_id AS smallint) AND NOT is_late AND expected_at_utc IS NOT NULL
    AND expected_at_utc < CAST(:due_before AS timestamptz)
  RETURNING contest_id, leaf_area_id
)
SELECT contest_id, leaf_area_id AS area_id, count(*) AS rows FROM written GROUP BY contest_id, leaf_area_id
