-- Purpose: a second person agrees with forms; one that a rule holds out is released by the same look.
-- Parameters: uids (uuid[]), verifier (user id).
-- Columns: form_id; was_held (a rule had held it). Grain: form. Confirmed and superseded forms stay as they are.
-- Index: result_forms_uid_key. Caller: data.simulate.night.
UPDATE result_forms f
SET state = 'verified', verified_by = :verifier, hold_rule = NULL, hold_detail = NULL,
    hold_released_by = CASE WHEN b.hold_rule IS NULL THEN f.hold_released_by ELSE :verifier END
FROM (SELECT form_id, hold_rule FROM result_forms WHERE uid = ANY(CAST(:uids AS uuid[]))
      AND is_current AND state IN ('preliminary', 'disputed') ORDER BY form_id FOR UPDATE) b
WHERE f.form_id = b.form_id
RETURNING f.form_id, b.hold_rule IS NOT NULL AS was_held
