-- Purpose: keeps a second factor's secret as encrypted with a newer key.
-- Parameters: user_id; secret (bytea). Columns: none. Grain: one row. Index: second_factors_pkey.
-- Caller: data.accounts.private
UPDATE second_factors SET secret = :secret WHERE user_id = :user_id
