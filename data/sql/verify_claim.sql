-- Purpose: claims a form for a person, or renews the person's own claim; takes over one that ran out.
-- Parameters: form_id; user_id; purpose ('second_entry', 'resolve'); minutes.
-- Columns: form_id; expires_at_utc.
-- Grain: one row, none while somebody else holds the form.
-- Index: form_claims_pkey.
-- Caller: data.verify.claims
INSERT INTO form_claims (form_id, claimed_by, purpose, claimed_at_utc, expires_at_utc)
VALUES (:form_id, :user_id, :purpose, now(), now() + make_interval(mins => CAST(:minutes AS integer)))
ON CONFLICT (form_id) DO UPDATE
SET claimed_by = excluded.claimed_by, purpose = excluded.purpose, claimed_at_utc = excluded.claimed_at_utc,
    expires_at_utc = excluded.expires_at_utc
WHERE form_claims.claimed_by = excluded.claimed_by OR form_claims.expires_at_utc < now()
RETURNING form_id, expires_at_utc
