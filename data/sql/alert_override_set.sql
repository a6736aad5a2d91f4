-- Purpose: a rule as it shall be for one election.
-- Parameters: election_id; kind; enabled; severity; thresholds (JSON); for_min, clear_min; user_id.
-- Columns: none. Grain: one row. Index: alert_rule_overrides_pkey. Caller: data.alerts.rules
INSERT INTO alert_rule_overrides (election_id, kind, enabled, severity, thresholds, for_min, clear_min, changed_by)
VALUES (:election_id, :kind, :enabled, CAST(:severity AS incident_severity), CAST(:thresholds AS jsonb), :for_min, :clear_min, :user_id)
ON CONFLICT (election_id, kind) DO UPDATE SET enabled = excluded.enabled, severity = excluded.severity,
  thresholds = excluded.thresholds, for_min = excluded.for_min, clear_min = excluded.clear_min,
  changed_by = excluded.changed_by, changed_at_utc = now()
