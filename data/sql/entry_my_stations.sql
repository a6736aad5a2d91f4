-- Purpose: the stations assigned to the asker in elections that are open or to come, with the races of each.
-- Parameters: most (stations).
-- Columns: election_id; election; election_title; is_test; status; timezone; settings (JSON); station_id; code; name; registered
--   (NULL = unknown); latitude, longitude (NULL = unknown); area_id; area_code; area_name; area_level; contest; title; race_id;
--   uid, state, received_at_utc, receipt, is_own (NULL = no form of the election's source).
-- Grain: station x contest. Index: assignments_open, polling_stations_pkey, races_contest_id_area_id_key, result_forms_current.
-- Caller: data.entry.sheet
WITH mine AS (
  SELECT station_id FROM assignments WHERE user_id = app_user_id() AND ended_at_utc IS NULL ORDER BY assignment_id LIMIT :most
)
SELECT e.election_id, e.code AS election, e.title AS election_title, e.is_test, e.status::text AS status, e.timezone, e.settings,
       s.station_id, s.code, s.name, s.registered_voters AS registered,
       ST_Y(s.point::geometry) AS latitude, ST_X(s.point::geometry) AS longitude,
       a.area_id, a.code AS area_code, a.name AS area_name, g.level_names[a.level + 1] AS area_level,
       c.code AS contest, c.title, r.race_id, f.uid, f.state::text AS state, f.received_at_utc, f.receipt, f.is_own
FROM mine
JOIN polling_stations s USING (station_id)
JOIN elections e ON e.register_id = s.register_id AND e.status IN ('scheduled', 'active', 'paused')
JOIN areas a USING (area_id)
JOIN geographies g USING (geography_id)
JOIN contests c ON c.election_id = e.election_id
JOIN races r ON r.contest_id = c.contest_id AND r.area_id = ANY (a.path_ids)
LEFT JOIN LATERAL entry_slot(r.race_id, s.area_id, s.station_id, coalesce(e.settings -> 'entry' ->> 'source', '34a')) f ON true
WHERE s.active
ORDER BY e.election_date DESC, e.code, s.code, c.ballot_order, c.code
