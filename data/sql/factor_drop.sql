-- Purpose: forgets a second factor.
-- Parameters: user_id. Columns: none. Grain: one row or none. Index: second_factors_pkey.
-- Caller: data.accounts.factors
DELETE FROM second_factors WHERE user_id = :user_id
