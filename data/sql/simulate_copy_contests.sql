-- Purpose: copies the contests of an election to its rehearsal; what certified the first does not certify the second.
-- Parameters: source_id, election_id. Columns: none. Grain: contest. Index: contests_election_id_code_key.
-- Caller: data.simulate.replay.
INSERT INTO contests (election_id, code, title, level, ballot_order, counting_source, win_rule, max_votes_per_station)
SELECT :election_id, code, title, level, ballot_order, counting_source, win_rule, max_votes_per_station
FROM contests WHERE election_id = :source_id ORDER BY contest_id
