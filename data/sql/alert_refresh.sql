-- Purpose: what is new of alerts whose cause holds. A severity that rose is an event, and opens an alert that a person had settled.
-- Parameters: rows (JSON array of alert_id, severity, numbers, evidence, higher); now.
-- Columns: uid. Grain: one row an alert whose severity rose. Index: alerts_pkey.
-- Caller: data.alerts.causes
WITH new AS (
  SELECT * FROM jsonb_to_recordset(CAST(:rows AS jsonb)) AS r (alert_id bigint, severity incident_severity, numbers jsonb,
    evidence jsonb, higher boolean)
), old AS MATERIALIZED (
  SELECT a.alert_id, a.severity, a.status FROM alerts a JOIN new USING (alert_id) WHERE a.cause_gone_at_utc IS NULL
  ORDER BY a.alert_id FOR UPDATE OF a
), done AS (
  UPDATE alerts a SET
    numbers = new.numbers, evidence = new.evidence, missing_since_utc = NULL,
    severity = greatest(a.severity, new.severity),
    status = CASE WHEN new.higher AND old.status IN ('resolved', 'snoozed') THEN 'active'::alert_status ELSE a.status END,
    resolved_at_utc = CASE WHEN new.higher THEN NULL ELSE a.resolved_at_utc END,
    resolved_by = CASE WHEN new.higher THEN NULL ELSE a.resolved_by END,
    outcome = CASE WHEN new.higher THEN NULL ELSE a.outcome END,
    changed_at_utc = CASE WHEN new.higher THEN CAST(:now AS timestamptz) ELSE a.changed_at_utc END
  FROM new JOIN old USING (alert_id) WHERE a.alert_id = new.alert_id
  RETURNING a.alert_id, a.uid, new.higher, old.severity AS was, a.severity, old.status
), told AS (
  INSERT INTO alert_events (alert_id, at_utc, kind, old_value, new_value)
  SELECT alert_id, CAST(:now AS timestamptz), CASE WHEN status = 'resolved' THEN 'reopened' ELSE 'severity' END,
         CASE WHEN status = 'resolved' THEN NULL ELSE was::text END, severity::text
  FROM done WHERE higher AND (severity > was)
)
SELECT uid FROM done WHERE higher AND severity > was
