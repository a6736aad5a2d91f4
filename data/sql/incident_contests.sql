-- Purpose: the contests of an incident's station with the state of the counting form and whether it is in the public totals.
-- Parameters: incident_id.
-- Columns: code; title; form, state, hold_rule (NULL = none); counts. Grain: contest. Index: result_forms_station, races_contest_id_area_id_key.
-- Caller: data.incidents.case
SELECT c.code, c.title, f.uid AS form, f.state::text AS state, f.hold_rule,
       coalesce(f.state = ANY (e.publish_states), false) AS counts
FROM incidents i
JOIN elections e USING (election_id)
JOIN contests c USING (election_id)
JOIN races r ON r.contest_id = c.contest_id AND r.area_id = ANY (i.path_ids)
LEFT JOIN result_forms f ON f.station_id = i.station_id AND f.race_id = r.race_id AND f.is_current AND f.is_counting
WHERE i.incident_id = :incident_id AND i.station_id IS NOT NULL
ORDER BY c.ballot_order, c.code
