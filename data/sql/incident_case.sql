-- Purpose: what a manager sees of an incident beside its record.
-- Parameters: uid.
-- Columns: incident_id; station_id (NULL = none); path_ids; reporter; visibility; public_text, moderated_at_utc, moderated_by,
--   assigned_uid, assigned_name, escalated_at_utc, escalation_rule (NULL = none); longitude, latitude (NULL = nowhere); precise;
--   outline (SVG path of the area drawn around it, NULL = none), west, south, east, north of it.
-- Grain: one row, or none: not the asker's to manage. Index: incidents_uid_key, areas_pkey.
-- Caller: data.incidents.case
SELECT i.incident_id, i.station_id, i.path_ids, i.reporter, i.visibility, i.public_text, i.moderated_at_utc, m.display_name AS moderated_by,
       u.uid AS assigned_uid, u.display_name AS assigned_name, i.escalated_at_utc, i.escalation_rule, ST_X(i.spot) AS longitude,
       ST_Y(i.spot) AS latitude, i.point IS NOT NULL AS precise, ST_AsSVG(b.boundary, 0, 4) AS outline, ST_XMin(b.boundary) AS west,
       ST_YMin(b.boundary) AS south, ST_XMax(b.boundary) AS east, ST_YMax(b.boundary) AS north, b.name AS outline_name
FROM incidents i
LEFT JOIN users m ON m.user_id = i.moderated_by
LEFT JOIN users u ON u.user_id = i.assigned_to
LEFT JOIN areas b ON b.area_id = i.path_ids[greatest(cardinality(i.path_ids) - 1, 1)]
WHERE i.uid = :uid AND (app_role() = 'super_admin' OR (app_role() = 'election_manager' AND i.path_ids && app_scope()))
