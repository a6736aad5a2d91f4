-- Purpose: a second factor is proved by its first code.
-- Parameters: user_id. Columns: none. Grain: one row. Index: second_factors_pkey.
-- Caller: data.accounts.factors
UPDATE second_factors SET confirmed_at_utc = now() WHERE user_id = :user_id
