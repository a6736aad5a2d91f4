-- Purpose: what the public may read of an incident, signed by the moderator.
-- Parameters: incident_id; visibility (public, internal); text (NULL = as it was); user_id. Columns: incident_id.
-- Grain: one row, or none. Index: incidents_pkey.
-- Caller: data.incidents.actions
UPDATE incidents SET visibility = :visibility, public_text = coalesce(CAST(:text AS text), public_text), moderated_by = :user_id,
  moderated_at_utc = now()
WHERE incident_id = :incident_id
RETURNING incident_id
