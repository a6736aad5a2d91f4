-- Purpose: votes by the sources that do not count (declared totals), to stand beside the figures.
-- Parameters: election_id.
-- Columns: race_id; leaf_area_id; source; is_station; forms; candidate_id; votes.
-- Grain: one row per race, leaf area, source and candidate.
-- Index: result_forms_other. Read only when such a form was added.
-- Caller: data.publish.cube
SELECT f.race_id, f.leaf_area_id, f.source, f.station_id IS NOT NULL AS is_station, count(*) AS forms,
       v.candidate_id, sum(v.votes)::bigint AS votes
FROM result_forms f
JOIN races r USING (race_id) JOIN contests c USING (contest_id)
JOIN form_votes v USING (form_id)
WHERE c.election_id = :election_id AND f.is_current AND NOT f.is_counting AND f.state <> 'disputed'
GROUP BY f.race_id, f.leaf_area_id, f.source, f.station_id IS NOT NULL, v.candidate_id
