-- Purpose: an alert that a person works on, locked until the step is done. Parameters: uid.
-- Columns: alert_id; status; severity; assigned_to, assignee (NULL nobody); snoozed_until_utc, resolved_at_utc, resolved_by, outcome,
--   cause_gone_at_utc (NULL none); now. Grain: one row, or none. Index: alerts_uid_key. Caller: data.alerts.work
SELECT a.alert_id, a.status::text AS status, a.severity::text AS severity, a.assigned_to,
       (SELECT u.username FROM users u WHERE u.user_id = a.assigned_to) AS assignee, a.snoozed_until_utc, a.resolved_at_utc,
       a.resolved_by, a.outcome, a.cause_gone_at_utc, now() AS now
FROM alerts a WHERE a.uid = CAST(:uid AS uuid) FOR UPDATE OF a
