-- Purpose: one incident with its history, as the asker sees it.
-- Parameters: uid.
-- Columns: the incident's own; election, area_*, station_* (NULL = at a point); latitude, longitude (NULL = no point); reported_by
--   (display name); attachments (uuids, NULL = none), events (JSON, oldest first): of those merged into it too, as far as the asker sees them.
-- Grain: one row, or none. Index: incidents_uid_key, incident_events_incident, incident_attachments_pkey.
-- Caller: data.incidents.read
SELECT i.uid, i.incident_id, i.receipt, e.code AS election, i.category, k.title, i.severity::text AS severity, i.status::text AS status,
       i.description, a.code AS area_code, a.name AS area_name, g.level_names[a.level + 1] AS area_level,
       s.code AS station_code, s.name AS station_name, ST_Y(i.point::geometry) AS latitude, ST_X(i.point::geometry) AS longitude,
       i.happened_at_utc, i.reported_at_utc, coalesce(u.display_name, CASE WHEN i.reported_by IS NULL THEN i.reporter ELSE 'manager' END) AS reported_by,
       (SELECT array_agg(p.uid ORDER BY p.uid) FROM incident_attachments x JOIN attachments p USING (attachment_id)
        WHERE x.incident_id = ANY (own.ids)) AS attachments,
       (SELECT json_agg(json_build_object('at', v.at_utc, 'kind', v.kind, 'old', v.old_value, 'new', v.new_value, 'note', v.note,
                 'by', coalesce(w.display_name, CASE WHEN v.user_id IS NOT NULL THEN 'manager' WHEN v.kind = 'reported' THEN 'public' ELSE 'system' END),
                 'of', CASE WHEN v.incident_id <> i.incident_id THEN (SELECT z.receipt FROM incidents z WHERE z.incident_id = v.incident_id) END)
               ORDER BY v.incident_event_id)
        FROM incident_events v LEFT JOIN users w USING (user_id) WHERE v.incident_id = ANY (own.ids)) AS events
FROM incidents i
JOIN elections e USING (election_id)
JOIN incident_categories k USING (category)
JOIN areas a USING (area_id)
JOIN geographies g USING (geography_id)
LEFT JOIN polling_stations s USING (station_id)
LEFT JOIN users u ON u.user_id = i.reported_by
CROSS JOIN LATERAL (SELECT array_append(array_agg(z.incident_id), i.incident_id) AS ids FROM incidents z WHERE z.merged_into = i.incident_id) AS own
WHERE i.uid = :uid
