-- Purpose: lets a disputed form count again, in the state that its evidence gives; rules do not hold it again.
-- Parameters: form_id; user_id.
-- Columns: uid; state; revision.
-- Grain: one row, none when the form is not disputed.
-- Index: result_forms_pkey.
-- Caller: data.verify.decide
UPDATE result_forms
SET state = CASE WHEN confirmed_by IS NOT NULL THEN 'confirmed'::form_state WHEN verified_by IS NOT NULL THEN 'verified' ELSE 'preliminary' END,
    hold_rule = NULL, hold_detail = NULL, hold_released_by = :user_id
WHERE form_id = :form_id AND is_current AND state = 'disputed'
RETURNING uid, state::text AS state, revision
