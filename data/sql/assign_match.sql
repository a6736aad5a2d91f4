-- Purpose: what pairs of user name and station code mean, in the order given.
-- Parameters: election (code); usernames, codes (text[], as long as each other).
-- Columns: place (from 1); user_id; role; is_active (NULL: no such person); station_id; in_scope (NULL: no such station); is_open (holds already).
-- Grain: one row per pair. Index: users_username_key, polling_stations_register_id_code_key, assignments_open.
-- Caller: data.accounts.assignments
SELECT given.place, u.user_id, u.role::text AS role, u.is_active, s.station_id,
       CASE WHEN s.station_id IS NOT NULL THEN (SELECT app_role()) = 'super_admin' OR a.path_ids && (SELECT app_scope()) END AS in_scope,
       EXISTS (SELECT 1 FROM assignments x WHERE x.user_id = u.user_id AND x.station_id = s.station_id AND x.ended_at_utc IS NULL) AS is_open
FROM unnest(CAST(:usernames AS text[]), CAST(:codes AS text[])) WITH ORDINALITY AS given (username, code, place)
LEFT JOIN users u ON u.username = given.username
LEFT JOIN elections e ON e.code = :election
LEFT JOIN polling_stations s ON s.register_id = e.register_id AND s.code = given.code
LEFT JOIN areas a ON a.area_id = s.area_id
ORDER BY given.place
