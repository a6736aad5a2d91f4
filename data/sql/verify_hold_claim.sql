-- Purpose: locks the person's own claim on a form, which may have run out as long as nobody else took it.
-- Parameters: form_id; user_id; minutes.
-- Columns: form_id.
-- Grain: one row, none without a claim of the person.
-- Index: form_claims_pkey.
-- Caller: data.verify.claims
UPDATE form_claims SET expires_at_utc = now() + make_interval(mins => CAST(:minutes AS integer))
WHERE form_id = :form_id AND claimed_by = :user_id
RETURNING form_id
