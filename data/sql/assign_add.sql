-- Purpose: assigns people to stations; what holds already stays as it is.
-- Parameters: user_ids, station_ids (integer[], as long as each other); assigned_by (integer).
-- Columns: assignment; user_id; station_id. Never NULL.
-- Grain: one row per new assignment. Index: assignments_open.
-- Caller: data.accounts.assignments
INSERT INTO assignments (user_id, station_id, assigned_by)
SELECT user_id, station_id, :assigned_by
FROM unnest(CAST(:user_ids AS integer[]), CAST(:station_ids AS integer[])) AS given (user_id, station_id)
ON CONFLICT (user_id, station_id) WHERE ended_at_utc IS NULL DO NOTHING
RETURNING assignment_id AS assignment, user_id, station_id
