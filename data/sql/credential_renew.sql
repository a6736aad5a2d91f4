-- Purpose: replaces a password's hash by one with today's parameters, unless the password was changed meanwhile.
-- Parameters: user_id; password_hash; old_hash (argon2id texts).
-- Columns: none. Grain: one row or none. Index: credentials_pkey.
-- Caller: data.accounts.passwords
UPDATE credentials SET password_hash = :password_hash WHERE user_id = :user_id AND password_hash = :old_hash
