-- Purpose: copies the candidates of an election to its rehearsal.
-- Parameters: source_id, election_id. Columns: none. Grain: candidate. Index: candidates_race_id_code_key.
-- Caller: data.simulate.replay.
INSERT INTO candidates (race_id, code, name, party_id, ballot_order, running_mate)
SELECT nr.race_id, k.code, k.name, np.party_id, k.ballot_order, k.running_mate
FROM contests c JOIN races r USING (contest_id) JOIN candidates k USING (race_id)
JOIN contests n ON n.election_id = :election_id AND n.code = c.code
JOIN races nr ON nr.contest_id = n.contest_id AND nr.area_id = r.area_id
LEFT JOIN parties p ON p.party_id = k.party_id
LEFT JOIN parties np ON np.election_id = :election_id AND np.code = p.code
WHERE c.election_id = :source_id ORDER BY k.candidate_id
