-- Purpose: what a person did with an alert. Parameters: alert_id; user_id; kind; old, new, note (NULL none). Columns: none. Grain: one row.
-- Index: alert_events_pkey. Caller: data.alerts.work
INSERT INTO alert_events (alert_id, user_id, kind, old_value, new_value, note) VALUES (:alert_id, :user_id, :kind, :old, :new, :note)
