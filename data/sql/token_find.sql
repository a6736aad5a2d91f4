-- Purpose: a refresh token, locked: of two requests with one token the second sees that it is used.
-- Parameters: token_sha256 (bytea).
-- Columns: user_id; family; second_factor; is_used. Never NULL.
-- Grain: one row, or none: unknown, expired, revoked, or the person is disabled.
-- Index: refresh_tokens_pkey, users_pkey.
-- Caller: data.accounts.tokens
SELECT t.user_id, t.family, t.second_factor, t.used_at_utc IS NOT NULL AS is_used
FROM refresh_tokens t JOIN users u USING (user_id)
WHERE t.token_sha256 = :token_sha256 AND t.revoked_at_utc IS NULL AND t.expires_at_utc > now() AND u.is_active
FOR UPDATE OF t
