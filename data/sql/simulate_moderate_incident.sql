-- Purpose: the second person of a simulation lets everybody read of an incident, in words of a moderator; one that a person has
--   moderated or closed stays as it is.
-- Parameters: uid; words; user_id; at (timestamptz). Columns: incident_id. Grain: one row, or none.
-- Index: incidents_uid_key. Caller: data.simulate.trouble_log
WITH done AS (
  UPDATE incidents SET visibility = 'public', public_text = CAST(:words AS text), moderated_by = :user_id,
    moderated_at_utc = CAST(:at AS timestamptz)
  WHERE uid = CAST(:uid AS uuid) AND moderated_by IS NULL AND merged_into IS NULL AND status <> 'dismissed'
  RETURNING incident_id
)
INSERT INTO incident_events (incident_id, at_utc, user_id, kind, old_value, new_value)
SELECT incident_id, CAST(:at AS timestamptz), :user_id, 'moderated', 'internal', 'public' FROM done
RETURNING incident_id
