-- Purpose: uses up a code's time step: of two requests with one code, one finds no row.
-- Parameters: user_id; step (bigint). Columns: none. Grain: one row or none. Index: second_factors_pkey.
-- Caller: data.accounts.factors
UPDATE second_factors SET last_step = :step WHERE user_id = :user_id AND last_step < :step
