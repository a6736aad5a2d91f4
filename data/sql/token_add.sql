-- Purpose: keeps the hash of a refresh token.
-- Parameters: token_sha256 (bytea); family (uuid); user_id; lifetime_s; second_factor; address (inet, NULL = unknown);
--   device (NULL = unknown).
-- Columns: none. Grain: one row. Index: refresh_tokens_pkey.
-- Caller: data.accounts.tokens
INSERT INTO refresh_tokens (token_sha256, family, user_id, expires_at_utc, second_factor, address, device)
VALUES (:token_sha256, :family, :user_id, now() + make_interval(secs => :lifetime_s), :second_factor,
        CAST(:address AS inet), :device)
