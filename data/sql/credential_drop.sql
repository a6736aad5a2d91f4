-- Purpose: forgets a person's password.
-- Parameters: user_id. Columns: none. Grain: one row or none. Index: credentials_pkey.
-- Caller: data.accounts.passwords
DELETE FROM credentials WHERE user_id = :user_id
