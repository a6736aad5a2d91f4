-- Purpose: the line of history of an escalation, by nobody.
-- Parameters: incident_id; old, new (severity); rule. Columns: none. Grain: one row. Index: incident_events_pkey.
-- Caller: data.incidents.escalate
INSERT INTO incident_events (incident_id, user_id, kind, old_value, new_value, note)
VALUES (:incident_id, NULL, 'escalated', :old, :new, :rule)
