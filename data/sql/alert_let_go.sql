-- Purpose: ends the cause of alerts: open ones resolve by themselves, with an event; those that a person settled stay as they are.
-- Parameters: ids (bigint[]); now. Columns: uid. Grain: one row an alert that resolved. Index: alerts_pkey.
-- Caller: data.alerts.causes
WITH old AS MATERIALIZED (
  SELECT alert_id, status FROM alerts
  WHERE alert_id = ANY (CAST(:ids AS bigint[])) AND cause_gone_at_utc IS NULL ORDER BY alert_id FOR UPDATE
), done AS (
  UPDATE alerts a SET
    cause_gone_at_utc = CAST(:now AS timestamptz), status = 'resolved',
    resolved_at_utc = coalesce(a.resolved_at_utc, CAST(:now AS timestamptz)),
    changed_at_utc = CASE WHEN old.status = 'resolved' THEN a.changed_at_utc ELSE CAST(:now AS timestamptz) END
  FROM old WHERE a.alert_id = old.alert_id
  RETURNING a.alert_id, a.uid, old.status
), told AS (
  INSERT INTO alert_events (alert_id, at_utc, kind, old_value, new_value)
  SELECT alert_id, CAST(:now AS timestamptz), 'resolved', status::text, NULL FROM done WHERE status <> 'resolved'
)
SELECT uid FROM done WHERE status <> 'resolved'
