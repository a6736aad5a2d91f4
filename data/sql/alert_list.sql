-- Purpose: a page of alerts that are not resolved, the most severe first, among them the newest.
-- Parameters: election_id; statuses (text[]); severity, kind, area (code), assignee (me, nobody or a user name; all NULL any);
--   after_severity, after_id (of the last row of the page before, NULL the first page); rows.
-- Columns: alert_id; uid; kind; severity; status; area_code, area, level, places (names from below the country); station_code, station_name (NULL none);
--   numbers; evidence; assignee, assignee_name (NULL nobody); opened_at_utc; changed_at_utc; snoozed_until_utc, resolved_at_utc, outcome,
--   cause_gone_at_utc, resolved_by_name (NULL none). Grain: one row an alert. Index: alerts_queue. Caller: data.alerts.read
SELECT a.alert_id, a.uid, a.kind, a.severity::text AS severity, a.status::text AS status, x.code AS area_code, x.name AS area,
       g.level_names[x.level + 1] AS level,
       ARRAY(SELECT p.name FROM areas p WHERE p.area_id = ANY (x.path_ids) AND p.level > 0 ORDER BY p.level) AS places,
       s.code AS station_code, s.name AS station_name, a.numbers, a.evidence, u.username AS assignee, u.display_name AS assignee_name,
       a.opened_at_utc, a.changed_at_utc, a.snoozed_until_utc, a.resolved_at_utc, a.outcome, a.cause_gone_at_utc,
       (SELECT r.display_name FROM users r WHERE r.user_id = a.resolved_by) AS resolved_by_name
FROM alerts a JOIN areas x ON x.area_id = a.area_id JOIN geographies g USING (geography_id)
LEFT JOIN polling_stations s ON s.station_id = a.station_id LEFT JOIN users u ON u.user_id = a.assigned_to
WHERE a.election_id = CAST(:election_id AS smallint) AND a.status <> 'resolved' AND a.status::text = ANY (CAST(:statuses AS text[]))
  AND (CAST(:after_id AS bigint) IS NULL
       OR (a.severity, a.alert_id) < (CAST(:after_severity AS incident_severity), CAST(:after_id AS bigint)))
  AND (CAST(:severity AS text) IS NULL OR a.severity = CAST(CAST(:severity AS text) AS incident_severity))
  AND (CAST(:kind AS text) IS NULL OR a.kind = CAST(:kind AS text))
  AND (CAST(:area AS text) IS NULL
       OR EXISTS (SELECT 1 FROM areas w WHERE w.geography_id = x.geography_id AND w.code = CAST(:area AS text) AND w.area_id = ANY (x.path_ids)))
  AND CASE CAST(:assignee AS text) WHEN 'me' THEN a.assigned_to = (SELECT app_user_id()) WHEN 'nobody' THEN a.assigned_to IS NULL
        ELSE CAST(:assignee AS text) IS NULL OR u.username = CAST(:assignee AS text) END
ORDER BY a.severity DESC, a.alert_id DESC
LIMIT CAST(:rows AS integer)
