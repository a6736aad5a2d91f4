-- Purpose: the second factor of a person.
-- Parameters: user_id. Columns: secret (bytea, encrypted); is_confirmed; last_step. Never NULL.
-- Grain: one row or none. Index: second_factors_pkey.
-- Caller: data.accounts.factors
SELECT secret, confirmed_at_utc IS NOT NULL AS is_confirmed, last_step FROM second_factors WHERE user_id = :user_id
