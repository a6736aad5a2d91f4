-- Purpose: holds implausible forms out of the totals: state disputed, with the rule and its words.
-- Parameters: form_ids (bigint[]), rules (text[]), details (text[]), parallel.
-- Columns: form_id.
-- Grain: one row per form.
-- Index: result_forms_pkey.
-- Caller: data.tally.worker
UPDATE result_forms f
SET state = 'disputed', hold_rule = h.rule, hold_detail = h.detail, checked_at_utc = now()
FROM unnest(CAST(:form_ids AS bigint[]), CAST(:rules AS text[]), CAST(:details AS text[])) AS h (form_id, rule, detail)
WHERE f.form_id = h.form_id
