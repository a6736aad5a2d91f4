-- Purpose: who is assigned to stations and when the system last heard of them.
-- Parameters: station_ids (integer[]).
-- Columns: station_id; username; display_name; last_at_utc, last_kind (NULL: never heard of).
-- Grain: one row a station and person.
-- Index: assignments_station, result_forms_entered_by, incidents_reporter, sessions_user.
-- Caller: data.board.page
SELECT * FROM board_people(CAST(:station_ids AS integer[]))
