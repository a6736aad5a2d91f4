-- Purpose: a page of the managers' queue, most severe first, then oldest.
-- Parameters: election_id; area_id, categories, severities, statuses, assigned (uuid), nobody (true: of nobody), visibility (public,
--   internal, waiting), sources, q (words of the description, a receipt or a station's code): NULL = any; after (uid of the last of the
--   page before, NULL = first page); most.
-- Columns: the incident's own; place (names from below the root to the area); station_*, escalated_at_utc, assigned_* (NULL = none);
--   overdue_at_utc (when the next rule of escalation reaches it, NULL = never); waiting; merged (how many are merged into it).
-- Grain: incident. Index: incidents_attention, incidents_order, incidents_uid_key.
-- Caller: data.incidents.queue
SELECT i.uid, i.receipt, i.category, k.title, i.severity::text AS severity, i.status::text AS status, a.code AS area_code, a.name AS area_name,
       g.level_names[a.level + 1] AS area_level, s.code AS station_code, s.name AS station_name, i.happened_at_utc, i.reported_at_utc,
       i.changed_at_utc, i.escalated_at_utc, u.uid AS assigned_uid, u.display_name AS assigned_name, i.visibility, i.reporter,
       i.reporter = 'public' AND i.moderated_at_utc IS NULL AS waiting, left(i.description, 160) AS begins,
       (SELECT array_agg(b.name ORDER BY b.level) FROM areas b WHERE b.area_id = ANY (i.path_ids[2:])) AS place,
       (SELECT count(*) FROM incidents z WHERE z.merged_into = i.incident_id) AS merged,
       (SELECT min(i.changed_at_utc + make_interval(mins => r.minutes)) FROM incident_escalations r
        WHERE r.active AND r.severity = i.severity AND r.status = i.status
          AND NOT (i.escalation_rule IS NOT DISTINCT FROM r.rule AND i.escalated_at_utc >= i.changed_at_utc)) AS overdue_at_utc
FROM incidents i
JOIN incident_categories k USING (category)
JOIN areas a USING (area_id)
JOIN geographies g USING (geography_id)
LEFT JOIN polling_stations s USING (station_id)
LEFT JOIN users u ON u.user_id = i.assigned_to
WHERE i.election_id = CAST(:election_id AS smallint) AND i.merged_into IS NULL
  AND (CAST(:area_id AS integer) IS NULL OR CAST(:area_id AS integer) = ANY (i.path_ids))
  AND (CAST(:categories AS text[]) IS NULL OR i.category = ANY (CAST(:categories AS text[])))
  AND (CAST(:severities AS text[]) IS NULL OR i.severity = ANY (CAST(:severities AS incident_severity[])))
  AND (CAST(:statuses AS text[]) IS NULL OR i.status = ANY (CAST(:statuses AS incident_status[])))
  AND (CAST(:assigned AS uuid) IS NULL OR u.uid = CAST(:assigned AS uuid))
  AND (NOT coalesce(CAST(:nobody AS boolean), false) OR i.assigned_to IS NULL)
  AND (CAST(:visibility AS text) IS NULL OR CASE CAST(:visibility AS text)
         WHEN 'waiting' THEN i.reporter = 'public' AND i.moderated_at_utc IS NULL 
         ELSE i.visibility = CAST(:visibility AS text) AND NOT (i.reporter = 'public' AND i.moderated_at_utc IS NULL) END)
  AND (CAST(:sources AS text[]) IS NULL OR i.reporter = ANY (CAST(:sources AS text[])))
  AND (CAST(:q AS text) IS NULL OR strpos(lower(i.description), lower(CAST(:q AS text))) > 0 OR i.receipt = upper(CAST(:q AS text))
       OR s.code = CAST(:q AS text))
  AND (CAST(:after AS uuid) IS NULL OR EXISTS (
        SELECT 1 FROM incidents z WHERE z.uid = CAST(:after AS uuid) AND (i.severity < z.severity
          OR (i.severity = z.severity AND (i.reported_at_utc, i.incident_id) > (z.reported_at_utc, z.incident_id)))))
ORDER BY i.severity DESC, i.reported_at_utc, i.incident_id
LIMIT :most
