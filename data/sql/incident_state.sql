-- Purpose: the state of an incident and whether the asker may change it.
-- Parameters: uid.
-- Columns: incident_id; uid; receipt; election_id; description; status; severity; visibility; public_text, merged_uid, merged_receipt,
--   assigned_to, assigned_name (NULL = none); may_manage. Grain: one row, or none. Index: incidents_uid_key.
-- Caller: data.incidents.state
SELECT i.incident_id, i.uid, i.receipt, i.election_id, i.description, i.status::text AS status, i.severity::text AS severity, i.visibility,
       i.public_text, t.uid AS merged_uid, t.receipt AS merged_receipt, u.uid AS assigned_to, u.display_name AS assigned_name,
       coalesce(app_role() = 'super_admin' OR (app_role() = 'election_manager' AND i.path_ids && app_scope()), false) AS may_manage
FROM incidents i
LEFT JOIN incidents t ON t.incident_id = i.merged_into
LEFT JOIN users u ON u.user_id = i.assigned_to
WHERE i.uid = :uid
