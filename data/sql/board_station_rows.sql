-- Purpose: the board's rows of one station in ballot order.
-- Parameters: election_id; station_id.
-- Columns: contest_id. Never NULL. Grain: contest.
-- Index: station_board_pkey.
-- Caller: data.board.dossier
SELECT b.contest_id FROM station_board b JOIN contests c USING (contest_id)
WHERE b.station_id = CAST(:station_id AS integer) AND b.election_id = CAST(:election_id AS smallint)
ORDER BY c.ballot_order, c.contest_id
