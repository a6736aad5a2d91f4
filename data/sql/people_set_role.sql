-- Purpose: gives a person another role.
-- Parameters: username, role (text).
-- Columns: none.
-- Grain: one row.
-- Index: users_username_key.
-- Caller: data.people
UPDATE users SET role = CAST(:role AS user_role) WHERE username = :username
