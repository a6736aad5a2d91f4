-- Purpose: the contests of an election, and whether races and forms hang on them.
-- Parameters: election_id.
-- Columns: contest_id, code, title, level, ballot_order, counting_source, win_rule (jsonb),
--   max_votes_per_station (NULL = no limit), has_races, has_forms. Grain: contest.
-- Index: contests_election_id_code_key, races_contest_id_area_id_key, result_forms_cell.
-- Caller: data.ingest.load_ballot, data.ingest.stored.
SELECT c.contest_id, c.code, c.title, c.level, c.ballot_order, c.counting_source, c.win_rule, c.max_votes_per_station,
       EXISTS (SELECT 1 FROM races r WHERE r.contest_id = c.contest_id) AS has_races,
       EXISTS (SELECT 1 FROM races r JOIN result_forms f USING (race_id) WHERE r.contest_id = c.contest_id) AS has_forms
FROM contests c
WHERE c.election_id = :election_id
ORDER BY c.ballot_order, c.contest_id
