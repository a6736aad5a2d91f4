-- Purpose: everybody.
-- Parameters: none.
-- Columns: username; display_name; role (text); is_active; user_id. Never NULL.
-- Grain: one row per person.
-- Index: users_username_key.
-- Caller: data.people
SELECT username, display_name, role::text AS role, is_active, user_id
FROM users
ORDER BY username
