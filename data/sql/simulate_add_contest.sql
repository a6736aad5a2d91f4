-- Purpose: adds a contest.
-- Parameters: election_id, code, title, level, ballot_order, counting_source, win_rule (JSON text), maximum (voters; NULL = none).
-- Columns: contest_id. Grain: one contest. Index: contests_election_id_code_key. Caller: data.simulate.store_register.
INSERT INTO contests (election_id, code, title, level, ballot_order, counting_source, win_rule, max_votes_per_station)
VALUES (:election_id, :code, :title, :level, :ballot_order, :counting_source, CAST(:win_rule AS jsonb), :maximum)
RETURNING contest_id
