-- Purpose: takes back one charged try and its lock: the password was right, the second factor is still to come.
-- Parameters: user_id. Columns: none. Grain: one row. Index: credentials_pkey.
-- Caller: data.accounts.passwords
UPDATE credentials SET failed_logins = greatest(failed_logins - 1, 0), locked_until_utc = NULL WHERE user_id = :user_id
