-- Purpose: what lies under an area in an election's register: areas of the next level and the area's own stations.
-- Parameters: election_id; area_id; most (rows).
-- Columns: kind ('area', 'station'); code; name; level (of a station: 'station').
-- Grain: area or station. Index: areas_parent, register_areas_pkey, polling_stations_area.
-- Caller: data.entry.areas
(SELECT 'area' AS kind, a.code, a.name, g.level_names[a.level + 1] AS level, 0 AS place
 FROM elections e
 JOIN register_areas ra ON ra.register_id = e.register_id
 JOIN areas a ON a.area_id = ra.area_id AND a.parent_id = CAST(:area_id AS integer)
 JOIN geographies g USING (geography_id)
 WHERE e.election_id = CAST(:election_id AS integer)
 UNION ALL
 SELECT 'station', s.code, s.name, 'station', s.register_order
 FROM elections e
 JOIN polling_stations s ON s.register_id = e.register_id AND s.area_id = CAST(:area_id AS integer) AND s.active
 WHERE e.election_id = CAST(:election_id AS integer))
ORDER BY 1, 5, 2
LIMIT CAST(:most AS integer)
