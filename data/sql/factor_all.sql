-- Purpose: every secret of a second factor, locked, to be encrypted anew.
-- Parameters: none. Columns: user_id; secret (bytea). Never NULL. Grain: one row a person. Index: second_factors_pkey.
-- Caller: data.accounts.private
SELECT user_id, secret FROM second_factors ORDER BY user_id FOR UPDATE
