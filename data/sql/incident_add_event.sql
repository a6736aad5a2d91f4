-- Purpose: adds a step to an incident's history.
-- Parameters: incident_id; user_id; kind; old, new (NULL = a note); note (NULL = none).
-- Columns: none. Grain: one row. Index: incident_events_pkey.
-- Caller: data.incidents.state
INSERT INTO incident_events (incident_id, user_id, kind, old_value, new_value, note)
VALUES (:incident_id, :user_id, :kind, :old, :new, :note)
