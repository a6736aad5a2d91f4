-- Purpose: copies to the rehearsal which areas of the earlier election its original is compared with.
-- Parameters: source_id, election_id. Columns: none. Grain: area. Index: baseline_areas_pkey.
-- Caller: data.simulate.replay.
INSERT INTO baseline_areas (contest_id, area_id, baseline_area_id)
SELECT n.contest_id, b.area_id, b.baseline_area_id
FROM contests c JOIN baseline_areas b USING (contest_id)
JOIN contests n ON n.election_id = :election_id AND n.code = c.code
WHERE c.election_id = :source_id
