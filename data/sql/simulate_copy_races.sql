-- Purpose: copies the races of an election to its rehearsal.
-- Parameters: source_id, election_id. Columns: none. Grain: race. Index: races_contest_id_area_id_key.
-- Caller: data.simulate.replay.
INSERT INTO races (contest_id, area_id)
SELECT n.contest_id, r.area_id
FROM contests c JOIN races r USING (contest_id)
JOIN contests n ON n.election_id = :election_id AND n.code = c.code
WHERE c.election_id = :source_id ORDER BY r.race_id
