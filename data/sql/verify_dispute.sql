-- Purpose: holds a form out of the totals, with a manager's reason.
-- Parameters: form_id; reason.
-- Columns: uid; state; revision.
-- Grain: one row, none when the form is disputed already or not current.
-- Index: result_forms_pkey.
-- Caller: data.verify.decide
UPDATE result_forms SET state = 'disputed', hold_rule = 'manager', hold_detail = :reason
WHERE form_id = :form_id AND is_current AND state <> 'disputed'
RETURNING uid, state::text AS state, revision
