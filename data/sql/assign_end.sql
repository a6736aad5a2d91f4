-- Purpose: ends one open assignment.
-- Parameters: assignment (integer).
-- Columns: username; station_code. Never NULL.
-- Grain: one row; none when it is not there for the asker, or has ended.
-- Index: assignments_pkey.
-- Caller: data.accounts.assignments
UPDATE assignments x SET ended_at_utc = now()
FROM users u, polling_stations s
WHERE x.assignment_id = :assignment AND x.ended_at_utc IS NULL AND u.user_id = x.user_id AND s.station_id = x.station_id
RETURNING u.username, s.code AS station_code
