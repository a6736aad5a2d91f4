-- Purpose: ends every open assignment of a person: the role is another one.
-- Parameters: user_id (integer).
-- Columns: code (of the station), never NULL.
-- Grain: one row per assignment that ended. Index: assignments_open.
-- Caller: data.accounts.assignments
UPDATE assignments x SET ended_at_utc = now()
FROM polling_stations s
WHERE x.user_id = :user_id AND x.ended_at_utc IS NULL AND s.station_id = x.station_id
RETURNING s.code
