-- Purpose: forgets a person's failed tries.
-- Parameters: user_id. Columns: none. Grain: one row. Index: credentials_pkey.
-- Caller: data.accounts.passwords
UPDATE credentials SET failed_logins = 0, locked_until_utc = NULL WHERE user_id = :user_id
