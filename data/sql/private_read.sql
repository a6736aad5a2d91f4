-- Purpose: the encrypted fields of a person.
-- Parameters: user_id. Columns: field; ciphertext (bytea). Never NULL. Grain: one row a field. Index: user_private_pkey.
-- Caller: data.accounts.private
SELECT field, ciphertext FROM user_private WHERE user_id = :user_id
