-- Purpose: keeps a person's password hash; failures and lock are over.
-- Parameters: user_id; password_hash (argon2id text).
-- Columns: none. Grain: one row. Index: credentials_pkey.
-- Caller: data.accounts.passwords
INSERT INTO credentials (user_id, password_hash) VALUES (:user_id, :password_hash)
ON CONFLICT (user_id) DO UPDATE
SET password_hash = excluded.password_hash, changed_at_utc = now(), failed_logins = 0, locked_until_utc = NULL
