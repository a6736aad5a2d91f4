-- Purpose: lets a person in or shuts them out.
-- Parameters: username (text), is_active (boolean).
-- Columns: none.
-- Grain: one row.
-- Index: users_username_key.
-- Caller: data.people
UPDATE users SET is_active = :is_active WHERE username = :username
