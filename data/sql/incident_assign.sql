-- Purpose: gives an incident to a person, or to nobody. The table refuses a person who does not work in its area.
-- Parameters: incident_id; user (uuid, NULL = nobody). Columns: assigned_name (NULL = nobody). Grain: one row, or none: no such person.
-- Index: incidents_pkey, users_uid_key.
-- Caller: data.incidents.actions
UPDATE incidents SET assigned_to = (SELECT u.user_id FROM users u WHERE u.uid = CAST(:user AS uuid))
WHERE incident_id = :incident_id
  AND (CAST(:user AS uuid) IS NULL OR EXISTS (SELECT 1 FROM users u WHERE u.uid = CAST(:user AS uuid)))
RETURNING (SELECT u.display_name FROM users u WHERE u.uid = CAST(:user AS uuid)) AS assigned_name
