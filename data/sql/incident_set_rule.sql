-- Purpose: adds a rule of escalation or changes one.
-- Parameters: rule; severity; status; minutes; raise_to (NULL = only mark); active. Columns: rule. Grain: one row.
-- Index: incident_escalations_pkey.
-- Caller: data.incidents.rules
INSERT INTO incident_escalations (rule, severity, status, minutes, raise_to, active)
VALUES (:rule, CAST(:severity AS incident_severity), CAST(:status AS incident_status), :minutes, CAST(:raise_to AS incident_severity), :active)
ON CONFLICT (rule) DO UPDATE SET severity = EXCLUDED.severity, status = EXCLUDED.status, minutes = EXCLUDED.minutes,
  raise_to = EXCLUDED.raise_to, active = EXCLUDED.active
RETURNING rule
