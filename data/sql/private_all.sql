-- Purpose: every encrypted field, locked, to be encrypted anew.
-- Parameters: none. Columns: user_id; field; ciphertext (bytea). Never NULL.
-- Grain: one row a person and field. Index: user_private_pkey.
-- Caller: data.accounts.private
SELECT user_id, field, ciphertext FROM user_private ORDER BY user_id, field FOR UPDATE
