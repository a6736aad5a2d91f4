-- Purpose: stores a new contest.
-- Parameters: election_id, code, title, level, ballot_order, counting_source, win_rule (JSON text),
--   max_votes_per_station (NULL = no limit). Columns: none. Grain: one row. Index: none.
-- Caller: data.ingest.load_ballot.
INSERT INTO contests (election_id, code, title, level, ballot_order, counting_source, win_rule, max_votes_per_station)
VALUES (:election_id, :code, :title, :level, :ballot_order, :counting_source, CAST(:win_rule AS jsonb), :max_votes_per_station)
