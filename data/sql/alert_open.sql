-- Purpose: opens alerts, each with its first event; a cause that another transaction has opened meanwhile is left alone.
--   An alert of the same cause that was resolved before is named in the event.
-- Parameters: election_id; kind; rows (JSON array of key, area_id, severity, numbers, evidence, station_id, form_id, incident_id); now.
-- Columns: uid. Grain: one row an alert opened. Index: alerts_cause, alerts_before.
-- Caller: data.alerts.causes
WITH made AS (
  INSERT INTO alerts (election_id, kind, dedupe_key, severity, area_id, station_id, form_id, incident_id, numbers, evidence,
                      opened_at_utc, changed_at_utc)
  SELECT CAST(:election_id AS smallint), CAST(:kind AS text), r.key, r.severity, r.area_id, r.station_id, r.form_id, r.incident_id,
         r.numbers, r.evidence, CAST(:now AS timestamptz), CAST(:now AS timestamptz)
  FROM jsonb_to_recordset(CAST(:rows AS jsonb)) AS r (key text, severity incident_severity, area_id integer, station_id integer,
         form_id bigint, incident_id bigint, numbers jsonb, evidence jsonb)
  ORDER BY r.key
  ON CONFLICT (election_id, kind, dedupe_key) WHERE cause_gone_at_utc IS NULL DO NOTHING
  RETURNING alert_id, uid, dedupe_key, severity
), told AS (
  INSERT INTO alert_events (alert_id, at_utc, kind, old_value, new_value)
  SELECT m.alert_id, CAST(:now AS timestamptz), CASE WHEN b.uid IS NULL THEN 'opened' ELSE 'reopened' END, b.uid::text, m.severity::text
  FROM made m LEFT JOIN LATERAL (
    SELECT a.uid FROM alerts a
    WHERE a.election_id = CAST(:election_id AS smallint) AND a.kind = CAST(:kind AS text) AND a.dedupe_key = m.dedupe_key
    ORDER BY a.alert_id DESC LIMIT 1) b ON true
)
SELECT uid FROM made
