-- Purpose: rehearsals, the newest beginning first.
-- Parameters: limit.
-- Columns: rehearsal_id; election_code; title; begins_at_utc; minutes; preset; seed; every_days (0: once); state;
--   reason (NULL: none); began_at_utc, ended_at_utc (NULL: not yet). Grain: rehearsal.
-- Index: rehearsals_pkey; a table of a few rows, read by a person or when the announcement is written.
-- Caller: data.rehearse.plan
SELECT rehearsal_id, election_code, title, begins_at_utc, minutes, preset, seed, every_days, state, reason,
       began_at_utc, ended_at_utc
FROM rehearsals ORDER BY begins_at_utc DESC, rehearsal_id DESC LIMIT :limit
