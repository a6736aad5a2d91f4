-- Purpose: gives a person another display name.
-- Parameters: username, display_name (text).
-- Columns: none.
-- Grain: one row. Index: users_username_key.
-- Caller: data.accounts.administration
UPDATE users SET display_name = :display_name WHERE username = :username
