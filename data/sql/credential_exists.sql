-- Purpose: whether a person has set a password.
-- Parameters: user_id. Columns: found. Grain: one row or none. Index: credentials_pkey.
-- Caller: data.accounts.passwords
SELECT 1 AS found FROM credentials WHERE user_id = :user_id
