-- Purpose: compares the rehearsal with the same earlier election as its original.
-- Parameters: source_id, election_id. Columns: none. Grain: candidate. Index: baseline_links_pkey.
-- Caller: data.simulate.replay.
INSERT INTO baseline_links (contest_id, baseline_contest_id, candidate_code, baseline_candidate_code)
SELECT n.contest_id, l.baseline_contest_id, l.candidate_code, l.baseline_candidate_code
FROM contests c JOIN baseline_links l USING (contest_id)
JOIN contests n ON n.election_id = :election_id AND n.code = c.code
WHERE c.election_id = :source_id
