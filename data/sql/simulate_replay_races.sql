-- Purpose: which race of a rehearsal stands for which race of its original.
-- Parameters: source_id, election_id.
-- Columns: original_id; race_id. Grain: race. Index: races_contest_id_area_id_key. Caller: data.simulate.replay.
SELECT r.race_id AS original_id, nr.race_id
FROM contests c JOIN races r USING (contest_id)
JOIN contests n ON n.election_id = :election_id AND n.code = c.code
JOIN races nr ON nr.contest_id = n.contest_id AND nr.area_id = r.area_id
WHERE c.election_id = :source_id
