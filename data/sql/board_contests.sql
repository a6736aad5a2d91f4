-- Purpose: the contests of an election's board in ballot order.
-- Parameters: election_id; area_sources (text[], sources whose forms are of areas).
-- Columns: contest_id; code; title. Never NULL.
-- Grain: contest.
-- Index: contests_election_id_code_key.
-- Caller: data.board.places
SELECT contest_id, code, title FROM contests
WHERE election_id = CAST(:election_id AS smallint) AND counting_source <> ALL (CAST(:area_sources AS text[]))
ORDER BY ballot_order, contest_id
