-- Purpose: uses a refresh token up.
-- Parameters: token_sha256 (bytea). Columns: none. Grain: one row or none. Index: refresh_tokens_pkey.
-- Caller: data.accounts.tokens
UPDATE refresh_tokens SET used_at_utc = now() WHERE token_sha256 = :token_sha256 AND used_at_utc IS NULL
