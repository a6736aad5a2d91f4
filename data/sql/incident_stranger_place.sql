-- Purpose: where a stranger's report is: the station they named, else the area.
-- Parameters: election_id; area, station (codes, NULL = none).
-- Columns: station_id (NULL = none, or unknown); area_id (NULL = none, or unknown); longitude, latitude (NULL = nowhere).
-- Grain: one row. Index: polling_stations_register_id_code_key, areas_geography_id_code_key.
-- Caller: data.incidents.strangers
SELECT s.station_id, coalesce(s.area_id, a.area_id) AS area_id, ST_X(p.spot) AS longitude, ST_Y(p.spot) AS latitude
FROM elections e
JOIN registers r USING (register_id)
LEFT JOIN polling_stations s ON s.register_id = r.register_id AND s.code = CAST(:station AS text)
LEFT JOIN areas a ON a.geography_id = r.geography_id AND a.code = CAST(:area AS text)
CROSS JOIN LATERAL (SELECT coalesce(s.point::geometry, (SELECT b.label_point FROM areas x JOIN areas b ON b.area_id = ANY (x.path_ids)
  WHERE x.area_id = coalesce(s.area_id, a.area_id) AND b.label_point IS NOT NULL ORDER BY b.level DESC LIMIT 1)) AS spot) AS p
WHERE e.election_id = :election_id
