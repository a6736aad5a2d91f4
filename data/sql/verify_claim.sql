-- Purpose: claims a form for a person, or renews the person's own claim, or takes over one that ran out.
--   No ON CONFLICT DO UPDATE: for a row that somebody else holds, row security would raise an error instead of passing it.
-- Parameters: form_id; user_id; purpose ('second_entry', 'resolve'); minutes.
-- Columns: form_id; expires_at_utc.
-- Grain: one row, none while somebody else holds the form.
-- Index: form_claims_pkey.
-- Caller: data.verify.claims
WITH taken AS (
  UPDATE form_claims
  SET claimed_by = :user_id, purpose = :purpose, claimed_at_utc = now(),
      expires_at_utc = now() + make_interval(mins => CAST(:minutes AS integer))
  WHERE form_id = :form_id AND (claimed_by = :user_id OR expires_at_utc < now())
  RETURNING form_id, expires_at_utc
), made AS (
  INSERT INTO form_claims (form_id, claimed_by, purpose, claimed_at_utc, expires_at_utc)
  SELECT CAST(:form_id AS bigint), CAST(:user_id AS integer), CAST(:purpose AS text), now(),
         now() + make_interval(mins => CAST(:minutes AS integer))
  WHERE NOT EXISTS (SELECT 1 FROM taken)
  ON CONFLICT (form_id) DO NOTHING
  RETURNING form_id, expires_at_utc
)
SELECT form_id, expires_at_utc FROM taken UNION ALL SELECT form_id, expires_at_utc FROM made
