-- Purpose: appends rows to the audit log. INSERT, not COPY: row-level security of the log forbids COPY to its owner.
-- Parameters: actor, actions, types, ids, old_values, new_values, reasons (text[], one of each per row; JSON text or
--   NULL as values, NULL as reason), correlation_id (uuid). Columns: none. Grain: audited thing. Index: none.
-- Caller: data.ingest.trail.
INSERT INTO audit_log (actor, action, object_type, object_id, old_value, new_value, reason, correlation_id)
SELECT :actor, action, object_type, object_id, CAST(old_value AS jsonb), CAST(new_value AS jsonb), reason,
       CAST(:correlation_id AS uuid)
FROM unnest(CAST(:actions AS text[]), CAST(:types AS text[]), CAST(:ids AS text[]), CAST(:old_values AS text[]),
            CAST(:new_values AS text[]), CAST(:reasons AS text[])) WITH ORDINALITY
  AS given (action, object_type, object_id, old_value, new_value, reason, place)
ORDER BY place
