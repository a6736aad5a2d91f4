-- Purpose: the tree of areas an election is held in, with registers and geometry.
-- Parameters: election_id.
-- Columns: area_id; level; code; name; parent_id (NULL: root); registered_voters (stated for the area, NULL unknown);
--   stations (count in the register); stations_registered (sum of the stations' own, NULL when any is unknown);
--   geometry_sha256 (of the children's boundaries, NULL none); has_boundary; neighbour_codes (text[]).
-- Grain: one row per area, parents before children.
-- Index: register_areas_pkey, polling_stations_area, area_neighbours_pkey. Read when an election is loaded, never per version.
-- Caller: data.publish.register
SELECT a.area_id, a.level, a.code, a.name, a.parent_id, ra.registered_voters, coalesce(s.stations, 0) AS stations,
       s.stations_registered, g.sha256 AS geometry_sha256, a.boundary IS NOT NULL AS has_boundary,
       coalesce(n.codes, '{}') AS neighbour_codes
FROM elections e
JOIN register_areas ra USING (register_id)
JOIN areas a USING (area_id)
LEFT JOIN (
  SELECT p.area_id, p.register_id, count(*) AS stations,
         CASE WHEN count(*) = count(p.registered_voters) THEN sum(p.registered_voters) END AS stations_registered
  FROM polling_stations p WHERE p.active GROUP BY p.area_id, p.register_id) s
  ON s.area_id = a.area_id AND s.register_id = e.register_id
LEFT JOIN geometry_documents g ON g.area_id = a.area_id
LEFT JOIN LATERAL (
  SELECT array_agg(b.code ORDER BY b.name) AS codes
  FROM area_neighbours x JOIN areas b ON b.area_id = x.neighbour_id WHERE x.area_id = a.area_id) n ON true
WHERE e.election_id = :election_id
ORDER BY a.level, a.area_order, a.code
