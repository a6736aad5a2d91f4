-- Purpose: critical incidents that are not closed; with `since` also those closed later.
-- Parameters: election_id; since (NULL: only what is so now); most (rows).
-- Columns: those of every detector (data.alerts.spans.Span.of). Grain: one row an incident.
-- Index: incidents_queue, incident_events_incident. Caller: data.alerts.detectors.incidents
SELECT 'incident:' || i.incident_id AS key, i.area_id, a.path_ids[2] AS place_id, i.reported_at_utc AS began_at,
       CASE WHEN i.status IN ('reported', 'investigating') THEN NULL
            ELSE coalesce((SELECT max(v.at_utc) FROM incident_events v WHERE v.incident_id = i.incident_id AND v.kind = 'status'), i.changed_at_utc) END AS ended_at,
       i.severity::text AS severity, i.station_id, CAST(NULL AS bigint) AS form_id, i.incident_id,
       jsonb_build_object('category', g.title, 'since_at', i.reported_at_utc) AS numbers,
       jsonb_build_array(jsonb_build_object('href', '/incidents/' || i.uid, 'what', 'incident')) AS evidence
FROM incidents i JOIN incident_categories g USING (category) JOIN areas a USING (area_id)
WHERE i.election_id = CAST(:election_id AS smallint) AND i.merged_into IS NULL
  AND i.severity = 'critical'
  AND ((i.status IN ('reported', 'investigating'))
       OR (CAST(:since AS timestamptz) IS NOT NULL AND i.reported_at_utc >= CAST(:since AS timestamptz) AND i.status <> 'dismissed'))
ORDER BY i.severity DESC, i.reported_at_utc
LIMIT CAST(:most AS integer)
