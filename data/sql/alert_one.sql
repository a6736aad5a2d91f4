-- Purpose: one alert. Parameters: uid.
-- Columns: alert_id; uid; kind; severity; status; area_code, area, level, places (names from below the country); station_code, station_name (NULL none);
--   numbers; evidence; assignee, assignee_name (NULL nobody); opened_at_utc; changed_at_utc; snoozed_until_utc, resolved_at_utc, outcome,
--   cause_gone_at_utc, resolved_by_name (NULL none). And election (code). Grain: one row, or none. Index: alerts_uid_key. Caller: data.alerts.read
SELECT a.alert_id, a.uid, a.kind, a.severity::text AS severity, a.status::text AS status, x.code AS area_code, x.name AS area,
       g.level_names[x.level + 1] AS level,
       ARRAY(SELECT p.name FROM areas p WHERE p.area_id = ANY (x.path_ids) AND p.level > 0 ORDER BY p.level) AS places,
       s.code AS station_code, s.name AS station_name, a.numbers, a.evidence, u.username AS assignee, u.display_name AS assignee_name,
       a.opened_at_utc, a.changed_at_utc, a.snoozed_until_utc, a.resolved_at_utc, a.outcome, a.cause_gone_at_utc,
       (SELECT r.display_name FROM users r WHERE r.user_id = a.resolved_by) AS resolved_by_name,
       (SELECT e.code FROM elections e WHERE e.election_id = a.election_id) AS election
FROM alerts a JOIN areas x ON x.area_id = a.area_id JOIN geographies g USING (geography_id)
LEFT JOIN polling_stations s ON s.station_id = a.station_id LEFT JOIN users u ON u.user_id = a.assigned_to
WHERE a.uid = CAST(:uid AS uuid)
