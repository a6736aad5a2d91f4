-- Purpose: a general rule as it shall be. Parameters: kind; enabled; severity; thresholds, route (JSON); for_min, clear_min; user_id.
-- Columns: none. Grain: one row. Index: alert_rules_pkey. Caller: data.alerts.rules
UPDATE alert_rules SET enabled = :enabled, severity = CAST(:severity AS incident_severity), thresholds = CAST(:thresholds AS jsonb),
  for_min = :for_min, clear_min = :clear_min, route = CAST(:route AS jsonb), changed_by = :user_id, changed_at_utc = now()
WHERE kind = :kind
