-- Purpose: writes one line of the audit log about a person.
-- Parameters: actor, action, username (text); old_value (JSON text or NULL), new_value (JSON text); reason (text or NULL).
-- Columns: none.
-- Grain: one row.
-- Index: none (insert).
-- Caller: data.people
INSERT INTO audit_log (actor, action, object_type, object_id, old_value, new_value, reason)
VALUES (:actor, :action, 'user', :username, CAST(:old_value AS jsonb), CAST(:new_value AS jsonb), :reason)
