-- Purpose: the status of an incident and whether the asker may change it.
-- Parameters: uid.
-- Columns: incident_id; status; may_manage. Never NULL. Grain: one row, or none. Index: incidents_uid_key.
-- Caller: data.incidents.steps
SELECT i.incident_id, i.status::text AS status,
       coalesce(app_role() = 'super_admin' OR (app_role() = 'election_manager' AND a.path_ids && app_scope()), false) AS may_manage
FROM incidents i JOIN areas a USING (area_id)
WHERE i.uid = :uid
