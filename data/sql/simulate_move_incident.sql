-- Purpose: the second person of a simulation takes or closes an incident; one that a person has taken stays with that person.
-- Parameters: uid; old, new (status); note (NULL none); user_id; at (timestamptz). Columns: incident_id. Grain: one row, or none.
-- Index: incidents_uid_key. Caller: data.simulate.trouble_log
WITH done AS (
  UPDATE incidents SET status = CAST(:new AS incident_status)
  WHERE uid = CAST(:uid AS uuid) AND status = CAST(:old AS incident_status) AND merged_into IS NULL AND assigned_to IS NULL
    AND NOT EXISTS (SELECT 1 FROM incident_events e WHERE e.incident_id = incidents.incident_id AND e.kind = 'status'
                    AND e.new_value = CAST(:new AS text))
  RETURNING incident_id
)
INSERT INTO incident_events (incident_id, at_utc, user_id, kind, old_value, new_value, note)
SELECT incident_id, CAST(:at AS timestamptz), :user_id, 'status', CAST(:old AS text), CAST(:new AS text), CAST(:note AS text) FROM done
RETURNING incident_id
