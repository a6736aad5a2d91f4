-- Purpose: uses up a recovery code: of two requests with one code, one finds no row.
-- Parameters: user_id; code_sha256 (bytea). Columns: none. Grain: one row or none. Index: recovery_codes_pkey.
-- Caller: data.accounts.factors
UPDATE recovery_codes SET used_at_utc = now() WHERE user_id = :user_id AND code_sha256 = :code_sha256 AND used_at_utc IS NULL
