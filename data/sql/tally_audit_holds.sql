-- Purpose: writes one line of the audit log for each form that the rules hold out.
-- Parameters: form_ids (bigint[]), rules (text[]), details (text[]), parallel.
-- Columns: none.
-- Grain: one row per form.
-- Index: none (insert).
-- Caller: data.tally.worker
INSERT INTO audit_log (actor, action, object_type, object_id, new_value, reason)
SELECT 'system:tally', 'form.hold', 'result_form', h.form_id::text, jsonb_build_object('state', 'disputed', 'rule', h.rule), h.detail
FROM unnest(CAST(:form_ids AS bigint[]), CAST(:rules AS text[]), CAST(:details AS text[])) AS h (form_id, rule, detail)
