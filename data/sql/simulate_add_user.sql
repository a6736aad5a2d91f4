-- Purpose: makes sure that a fictional person exists who enters or verifies forms; nobody can log in as such a one.
-- Parameters: username, display_name, role.
-- Columns: user_id. Grain: one user. Index: users_username_key. Caller: data.simulate.people.
INSERT INTO users (username, display_name, role, is_active)
VALUES (:username, :display_name, CAST(:role AS user_role), false)
ON CONFLICT (username) DO UPDATE SET username = excluded.username
RETURNING user_id
