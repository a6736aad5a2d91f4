-- Purpose: the races of an election by the codes of contest and area.
-- Parameters: election_id. Columns: race_id, contest, area (codes; never NULL). Grain: race.
-- Index: races_contest_id_area_id_key. Caller: data.ingest.load_ballot, data.ingest.load_forms.
SELECT r.race_id, c.code AS contest, a.code AS area
FROM contests c
JOIN races r USING (contest_id)
JOIN areas a USING (area_id)
WHERE c.election_id = :election_id
