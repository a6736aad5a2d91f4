-- Purpose: the rules of escalation.
-- Parameters: none. Columns: rule; severity; status; minutes; raise_to (NULL = it is only marked); active. Grain: rule. Index: none (a few rows).
-- Caller: data.incidents.rules
SELECT rule, severity::text AS severity, status::text AS status, minutes, raise_to::text AS raise_to, active FROM incident_escalations
ORDER BY severity DESC, status, minutes, rule
