-- Purpose: the earlier election and its candidates that a contest is compared with.
-- Parameters: election_id.
-- Columns: contest_id; code, title, election_date (of the earlier election); candidate_code (now, NULL not linked);
--   baseline_candidate_code; baseline_candidate_name.
-- Grain: one row per contest and candidate then.
-- Index: baseline_links_pkey, candidates_race_id_code_key. Read when an election is loaded.
-- Caller: data.publish.register
SELECT c.contest_id, e.code, e.title, e.election_date, k.candidate_code,
       d.code AS baseline_candidate_code, min(d.name) AS baseline_candidate_name
FROM contests c
JOIN (SELECT DISTINCT contest_id, baseline_contest_id FROM baseline_links) l USING (contest_id)
JOIN contests bc ON bc.contest_id = l.baseline_contest_id
JOIN elections e ON e.election_id = bc.election_id
JOIN races r ON r.contest_id = bc.contest_id
JOIN candidates d USING (race_id)
LEFT JOIN baseline_links k ON k.contest_id = c.contest_id AND k.baseline_candidate_code = d.code
WHERE c.election_id = :election_id
GROUP BY c.contest_id, e.code, e.title, e.election_date, k.candidate_code, d.code
