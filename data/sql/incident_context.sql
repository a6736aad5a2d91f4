-- Purpose: what storing an incident needs to know: its election, station, area, photos, and what the key was used for.
-- Parameters: uid (the key); election (code); station (code, NULL = none); category; longitude, latitude (NULL = no point);
--   attachments (uuids).
-- Columns: election_id; status; station_id (NULL = none, or unknown); area_id (the station's ward, else the lowest area whose boundary
--   covers the point, else the root); spot_* (where it is drawn: its point, else its station's, else the label point of the area or of one
--   above it, NULL = nowhere); category_known; attachment_ids (own, of kind incident); own_* (the asker's incident of this key
--   as far as they see it, NULL = none).
-- Grain: one row, or none: no such election. Index: elections_code_key, polling_stations_register_id_code_key, areas_boundary.
-- Caller: data.incidents.report
SELECT e.election_id, e.status::text AS status, s.station_id, z.area_id,
       ST_X(p.spot) AS spot_longitude, ST_Y(p.spot) AS spot_latitude,
       EXISTS (SELECT 1 FROM incident_categories k WHERE k.category = :category AND k.active) AS category_known,
       (SELECT array_agg(p.attachment_id ORDER BY p.uid) FROM attachments p
        WHERE p.uid = ANY (CAST(:attachments AS uuid[])) AND p.kind = 'incident' AND p.uploaded_by = app_user_id()) AS attachment_ids,
       own.incident_id AS own_incident_id, own.request_sha256 AS own_request_sha256, own.receipt AS own_receipt,
       own.reported_at_utc AS own_reported_at_utc, own.reported_by = app_user_id() AS own_is_own
FROM elections e
JOIN registers r USING (register_id)
JOIN geographies g USING (geography_id)
LEFT JOIN polling_stations s ON s.register_id = r.register_id AND s.code = CAST(:station AS text)
CROSS JOIN LATERAL (SELECT ST_SetSRID(ST_MakePoint(CAST(:longitude AS double precision), CAST(:latitude AS double precision)), 4326) AS point) AS given
CROSS JOIN LATERAL (
  SELECT coalesce(s.area_id,
    (SELECT a.area_id FROM areas a
     WHERE a.geography_id = g.geography_id AND a.level = cardinality(g.level_names) - 1 AND ST_Covers(a.boundary, given.point)
     ORDER BY a.area_id LIMIT 1),
    (SELECT a.area_id FROM areas a JOIN register_areas ra USING (area_id)
     WHERE a.geography_id = g.geography_id AND a.level = 0 AND ra.register_id = r.register_id ORDER BY a.area_id LIMIT 1)) AS area_id) AS z
CROSS JOIN LATERAL (
  SELECT coalesce(given.point, s.point::geometry,
    (SELECT b.label_point FROM areas a JOIN areas b ON b.area_id = ANY (a.path_ids)
     WHERE a.area_id = z.area_id AND b.label_point IS NOT NULL ORDER BY b.level DESC LIMIT 1)) AS spot) AS p
LEFT JOIN incidents own ON own.uid = CAST(:uid AS uuid)
WHERE e.code = :election
