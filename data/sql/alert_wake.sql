-- Purpose: makes alerts active again whose snooze is over; those that somebody has are being looked into.
-- Parameters: now (NULL: the moment of the transaction). Columns: uid. Grain: one row an alert. Index: alerts_snoozed.
-- Caller: data.alerts.chore
WITH due AS MATERIALIZED (
  SELECT alert_id FROM alerts
  WHERE status = 'snoozed' AND snoozed_until_utc <= coalesce(CAST(:now AS timestamptz), now())
  ORDER BY alert_id FOR UPDATE SKIP LOCKED
), done AS (
  UPDATE alerts a SET status = CASE WHEN a.assigned_to IS NULL THEN 'active' ELSE 'investigating' END::alert_status,
    snoozed_until_utc = NULL, changed_at_utc = coalesce(CAST(:now AS timestamptz), now())
  FROM due WHERE a.alert_id = due.alert_id
  RETURNING a.alert_id, a.uid, a.status
), told AS (
  INSERT INTO alert_events (alert_id, at_utc, kind, old_value, new_value)
  SELECT alert_id, coalesce(CAST(:now AS timestamptz), now()), 'woke', 'snoozed', status::text FROM done
)
SELECT uid FROM done
