-- Purpose: a polling station of an election, as entry needs it.
-- Parameters: election (code); station (code).
-- Columns: election_id; election; election_title; is_test; timezone; status; settings (JSON);
--   station_id; code; name; registered (voters, NULL = unknown); latitude, longitude (degrees, NULL = unknown); area_id; path_ids;
--   path (JSON: code, name, level from the root down, the station's own area last).
-- Grain: one row, or none. Index: elections_code_key, polling_stations_register_id_code_key, areas_pkey.
-- Caller: data.entry.places
SELECT e.election_id, e.code AS election, e.title AS election_title, e.is_test, e.timezone, e.status::text AS status, e.settings,
       s.station_id, s.code, s.name, s.registered_voters AS registered,
       ST_Y(s.point::geometry) AS latitude, ST_X(s.point::geometry) AS longitude, a.area_id, a.path_ids,
       (SELECT json_agg(json_build_object('code', p.code, 'name', p.name, 'level', g.level_names[p.level + 1]) ORDER BY p.level)
        FROM areas p WHERE p.area_id = ANY (a.path_ids)) AS path
FROM elections e
JOIN polling_stations s USING (register_id)
JOIN areas a USING (area_id)
JOIN geographies g USING (geography_id)
WHERE e.code = :election AND s.code = :station AND s.active
