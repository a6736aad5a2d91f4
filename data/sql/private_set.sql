-- Purpose: keeps an encrypted field of a person.
-- Parameters: user_id; field (national_id, phone, email); ciphertext (bytea).
-- Columns: none. Grain: one row. Index: user_private_pkey.
-- Caller: data.accounts.private
INSERT INTO user_private (user_id, field, ciphertext) VALUES (:user_id, :field, :ciphertext)
ON CONFLICT (user_id, field) DO UPDATE SET ciphertext = excluded.ciphertext, changed_at_utc = now()
