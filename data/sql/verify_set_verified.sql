-- Purpose: an agreeing second entry verifies its form; one that is disputed stays out but is marked as checked.
-- Parameters: form_id; user_id (who typed the agreeing entry).
-- Columns: uid; state; revision.
-- Grain: one row, none when the form no longer waits.
-- Index: result_forms_pkey.
-- Caller: data.verify.second
UPDATE result_forms
SET verified_by = :user_id, state = CASE WHEN state = 'preliminary' THEN 'verified' ELSE state END
WHERE form_id = :form_id AND is_current AND verified_by IS NULL
RETURNING uid, state::text AS state, revision
