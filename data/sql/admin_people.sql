-- Purpose: people by user name, a page at a time, with the areas of managers and how many stations observers have.
-- Parameters: words_like (LIKE pattern, any case, in user name or name); role (text); is_active (boolean); after (user name to go on after);
--   rows (at most that many). Every one but rows may be NULL = any.
-- Columns: user_id; username; display_name; role; is_active; created_at; scopes (text[], names, empty without); stations (open assignments).
--   Never NULL.
-- Grain: one row per person. Index: users_username_key, user_scopes_pkey, assignments_open.
-- Caller: data.accounts.administration
SELECT u.user_id, u.username, u.display_name, u.role::text AS role, u.is_active, u.created_at_utc AS created_at,
       ARRAY(SELECT a.name FROM user_scopes s JOIN areas a USING (area_id) WHERE s.user_id = u.user_id ORDER BY a.level, a.name) AS scopes,
       (SELECT count(*) FROM assignments x WHERE x.user_id = u.user_id AND x.ended_at_utc IS NULL)::integer AS stations
FROM users u
WHERE (CAST(:words_like AS text) IS NULL OR u.username ILIKE :words_like OR u.display_name ILIKE :words_like)
  AND (CAST(:role AS text) IS NULL OR u.role = CAST(:role AS user_role))
  AND (CAST(:is_active AS boolean) IS NULL OR u.is_active = CAST(:is_active AS boolean))
  AND (CAST(:after AS text) IS NULL OR u.username > :after)
ORDER BY u.username
LIMIT CAST(:rows AS integer)
