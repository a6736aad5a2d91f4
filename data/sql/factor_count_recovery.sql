-- Purpose: how many recovery codes of a person are left.
-- Parameters: user_id. Columns: left_over. Grain: one row. Index: recovery_codes_pkey.
-- Caller: data.accounts.factors
SELECT count(*) AS left_over FROM recovery_codes WHERE user_id = :user_id AND used_at_utc IS NULL
