-- Purpose: one person, locked until the transaction ends.
-- Parameters: username (text).
-- Columns: username; display_name; role (text); is_active; user_id. Never NULL.
-- Grain: at most one row.
-- Index: users_username_key.
-- Caller: data.people
SELECT username, display_name, role::text AS role, is_active, user_id
FROM users
WHERE username = :username
FOR UPDATE
