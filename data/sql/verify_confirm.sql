-- Purpose: confirms a verified form in the name of a manager who neither entered nor verified it.
-- Parameters: form_id; user_id.
-- Columns: uid; state; revision.
-- Grain: one row, none when the form is not verified.
-- Index: result_forms_pkey.
-- Caller: data.verify.decide
UPDATE result_forms SET state = 'confirmed', confirmed_by = :user_id
WHERE form_id = :form_id AND is_current AND state = 'verified'
RETURNING uid, state::text AS state, revision
