-- Purpose: writes a line of the audit log for each assignment that a file brought.
-- Parameters: actor (text); ids (text[], username:station); reason (text); correlation_id (uuid or NULL); address (inet or NULL).
-- Columns: none.
-- Grain: one row per assignment. Index: none (insert).
-- Caller: data.accounts.assignments
INSERT INTO audit_log (actor, action, object_type, object_id, new_value, reason, correlation_id, address)
SELECT :actor, 'assignment.begin', 'assignment', id,
       jsonb_build_object('username', split_part(id, ' ', 1), 'station', substr(id, strpos(id, ' ') + 1)), :reason,
       CAST(:correlation_id AS uuid), CAST(:address AS inet)
FROM unnest(CAST(:ids AS text[])) AS given (id)
