-- Purpose: the candidates of an election by the codes of contest, area and candidate.
-- Parameters: election_id.
-- Columns: candidate_id, race_id, contest, area, code, name, party (code; NULL = none), ballot_order, running_mate
--   (NULL = none). Grain: candidate. Index: races_contest_id_area_id_key, candidates_race_id_code_key.
-- Caller: data.ingest.load_ballot, data.ingest.load_forms, data.ingest.stored, data.ingest.baseline.
SELECT k.candidate_id, k.race_id, c.code AS contest, a.code AS area, k.code, k.name, p.code AS party, k.ballot_order,
       k.running_mate
FROM contests c
JOIN races r USING (contest_id)
JOIN areas a USING (area_id)
JOIN candidates k USING (race_id)
LEFT JOIN parties p ON p.party_id = k.party_id
WHERE c.election_id = :election_id
