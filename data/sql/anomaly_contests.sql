-- Purpose: the contests of an election, for the filter of the queue.
-- Parameters: election_id. Columns: code; title.
-- Grain: contest, in ballot order.
-- Index: contests_election_id_code_key.
-- Caller: data.anomalies.queue
SELECT code, title FROM contests WHERE election_id = CAST(:election_id AS smallint) ORDER BY ballot_order, contest_id
