-- Purpose: compares candidates of two contests that stand for the same party.
-- Parameters: contest_id, baseline_contest_id.
-- Columns: none. Grain: candidate. Index: candidates_race_id_code_key. Caller: data.simulate.baseline.
INSERT INTO baseline_links (contest_id, baseline_contest_id, candidate_code, baseline_candidate_code)
SELECT :contest_id, :baseline_contest_id, now.code, earlier.code
FROM races r JOIN candidates now USING (race_id) JOIN parties p ON p.party_id = now.party_id
JOIN races br ON br.contest_id = :baseline_contest_id
JOIN candidates earlier ON earlier.race_id = br.race_id
JOIN parties bp ON bp.party_id = earlier.party_id AND bp.code = p.code
WHERE r.contest_id = :contest_id
