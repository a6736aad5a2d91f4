-- Purpose: one person by user name, with the areas of a manager and how many stations an observer has.
-- Parameters: username (text).
-- Columns: user_id; username; display_name; role; is_active; created_at; scopes (text[], names, empty without); stations (open assignments).
--   Never NULL.
-- Grain: at most one row. Index: users_username_key, user_scopes_pkey, assignments_open.
-- Caller: data.accounts.administration
SELECT u.user_id, u.username, u.display_name, u.role::text AS role, u.is_active, u.created_at_utc AS created_at,
       ARRAY(SELECT a.name FROM user_scopes s JOIN areas a USING (area_id) WHERE s.user_id = u.user_id ORDER BY a.level, a.name) AS scopes,
       (SELECT count(*) FROM assignments x WHERE x.user_id = u.user_id AND x.ended_at_utc IS NULL)::integer AS stations
FROM users u
WHERE u.username = :username
