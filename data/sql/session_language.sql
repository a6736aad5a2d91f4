-- Purpose: keeps the language that a person reads the office in.
-- Parameters: user_id; language (text). Columns: none. Grain: one row. Index: users_pkey.
-- Caller: data.accounts.login
UPDATE users SET language = :language WHERE user_id = :user_id
