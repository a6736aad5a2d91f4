-- Purpose: an area of an election's register, for a form of the area (34B, 34C).
-- Parameters: election (code); area (code).
-- Columns: as entry_station, with station_id, latitude and longitude always NULL; registered is what the register states of the area.
-- Grain: one row, or none. Index: elections_code_key, areas_geography_id_code_key, register_areas_pkey.
-- Caller: data.entry.places
SELECT e.election_id, e.code AS election, e.title AS election_title, e.is_test, e.timezone, e.status::text AS status, e.settings,
       CAST(NULL AS integer) AS station_id, a.code, a.name, ra.registered_voters AS registered,
       CAST(NULL AS double precision) AS latitude, CAST(NULL AS double precision) AS longitude, a.area_id, a.path_ids,
       (SELECT json_agg(json_build_object('code', p.code, 'name', p.name, 'level', g.level_names[p.level + 1]) ORDER BY p.level)
        FROM areas p WHERE p.area_id = ANY (a.path_ids)) AS path
FROM elections e
JOIN registers r USING (register_id)
JOIN geographies g USING (geography_id)
JOIN areas a ON a.geography_id = g.geography_id AND a.code = :area
JOIN register_areas ra ON ra.register_id = r.register_id AND ra.area_id = a.area_id
WHERE e.code = :election
