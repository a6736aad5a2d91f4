-- Purpose: writes what a fictional person did to forms or to the election into the audit log.
-- Parameters: actor, action, object_type, reason; object_ids (text[]).
-- Columns: none. Grain: one row per object. Index: none (insert). Caller: data.simulate.people.
INSERT INTO audit_log (actor, action, object_type, object_id, reason)
SELECT :actor, :action, :object_type, given.object_id, :reason FROM unnest(CAST(:object_ids AS text[])) AS given (object_id)
