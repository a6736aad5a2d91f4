-- Purpose: adds a person unless the user name is taken.
-- Parameters: username, display_name, role (all text).
-- Columns: user_id, never NULL; no row when the name is taken.
-- Grain: one row.
-- Index: users_username_key.
-- Caller: data.people
INSERT INTO users (username, display_name, role)
VALUES (:username, :display_name, CAST(:role AS user_role))
ON CONFLICT (username) DO NOTHING
RETURNING user_id
