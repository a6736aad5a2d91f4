-- Purpose: the forms that a person holds for a second entry at this moment, oldest claim first.
-- Parameters: user_id.
-- Columns: form_id; uid.
-- Grain: one row a claim.
-- Index: form_claims_person.
-- Caller: data.verify.claims
SELECT k.form_id, f.uid
FROM form_claims k JOIN result_forms f USING (form_id)
WHERE k.claimed_by = :user_id AND k.purpose = 'second_entry' AND k.expires_at_utc >= now()
  AND f.is_current AND f.verified_by IS NULL
ORDER BY k.claimed_at_utc, k.form_id
