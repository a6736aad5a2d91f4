-- Purpose: appends one row to the audit log, in the transaction of what it tells.
-- Parameters: actor; action; object_type; object_id; old_value, new_value (JSON text, NULL = none); reason (NULL = none);
--   correlation_id (uuid, NULL = none); user_id (used by matokeo_auth only; else the person of the transaction);
--   address (inet, NULL = not by a client).
-- Columns: none. Grain: one row. Index: audit_log_pkey.
-- Caller: data.audit.trail
INSERT INTO audit_log (actor, action, object_type, object_id, old_value, new_value, reason, correlation_id, user_id, address)
VALUES (:actor, :action, :object_type, :object_id, CAST(:old_value AS jsonb), CAST(:new_value AS jsonb), :reason,
        CAST(:correlation_id AS uuid), :user_id, CAST(:address AS inet))
