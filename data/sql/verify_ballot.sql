-- Purpose: the ballot of a race, in its order.
-- Parameters: race_id.
-- Columns: candidate_id; code; name; party, abbreviation (NULL: independent).
-- Grain: one row a candidate.
-- Index: candidates_race_id_code_key.
-- Caller: data.verify.forms
SELECT d.candidate_id, d.code, d.name, p.name AS party, p.abbreviation
FROM candidates d LEFT JOIN parties p USING (party_id)
WHERE d.race_id = :race_id
ORDER BY d.ballot_order, d.candidate_id
