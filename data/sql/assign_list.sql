-- Purpose: assignments of an election, the newest first, a page at a time; row security shows the asker's own area.
-- Parameters: election (code, NULL = any); username (exact); words_like (LIKE pattern, any case, in user name, name, station's name);
--   code (exact code of a station); with_ended (boolean, NULL = only open ones); after (assignment_id to go on after); rows (at most
--   that many). Every one but rows may be NULL = any.
-- Columns: assignment; election; username; display_name; station_code; station_name; path (text[]); since; ended (NULL = open); assigned_by
--   (NULL = a command).
-- Grain: one row per assignment. Index: assignments_pkey backwards, polling_stations_pkey.
-- Caller: data.accounts.assignments
SELECT x.assignment_id AS assignment, coalesce(e.code, '') AS election, u.username, u.display_name, s.code AS station_code,
       s.name AS station_name, ARRAY(SELECT p.name FROM areas p WHERE p.area_id = ANY (a.path_ids) ORDER BY p.level) AS path,
       x.assigned_at_utc AS since, x.ended_at_utc AS ended, b.username AS assigned_by
FROM assignments x
JOIN users u USING (user_id)
JOIN polling_stations s USING (station_id)
JOIN areas a USING (area_id)
LEFT JOIN users b ON b.user_id = x.assigned_by
LEFT JOIN LATERAL (SELECT code FROM elections WHERE register_id = s.register_id AND (CAST(:election AS text) IS NULL OR code = :election)
                   ORDER BY election_date DESC, election_id DESC LIMIT 1) e ON true
WHERE (CAST(:election AS text) IS NULL OR e.code IS NOT NULL)
  AND (CAST(:username AS text) IS NULL OR u.username = :username)
  AND (CAST(:words_like AS text) IS NULL OR u.username ILIKE :words_like OR u.display_name ILIKE :words_like OR s.name ILIKE :words_like
       OR s.code = :code)
  AND (CAST(:with_ended AS boolean) OR x.ended_at_utc IS NULL)
  AND (CAST(:after AS integer) IS NULL OR x.assignment_id < CAST(:after AS integer))
ORDER BY x.assignment_id DESC
LIMIT CAST(:rows AS integer)
