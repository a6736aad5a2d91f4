-- Purpose: incidents that the asker sees, newest first, page by page.
-- Parameters: election (code, NULL = all); status (NULL = all); mine (only those that the asker reported); after (uid of the last of the
--   page before, NULL = first page); most.
-- Columns: as incident_one. Grain: incident. Index: incidents_reporter, incidents_area, incidents_uid_key.
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
WHERE (CAST(:election AS text) IS NULL OR e.code = CAST(:election AS text))
  AND (CAST(:status AS text) IS NULL OR i.status::text = CAST(:status AS text))
  AND (NOT coalesce(CAST(:mine AS boolean), false) OR i.reported_by = app_user_id())
  AND (CAST(:after AS uuid) IS NULL OR (i.reported_at_utc, i.incident_id) < (
        SELECT z.reported_at_utc, z.incident_id FROM incidents z WHERE z.uid = CAST(:after AS uuid)))
ORDER BY i.reported_at_utc DESC, i.incident_id DESC
LIMIT :most
