-- Purpose: the rehearsal that runs, or the first that is due.
-- Parameters: none.
-- Columns: as rehearsal_list. Grain: at most one row, locked for the transaction.
-- Index: rehearsals_open.
-- Caller: data.rehearse.chore
SELECT rehearsal_id, election_code, title, begins_at_utc, minutes, preset, seed, every_days, state, reason,
       began_at_utc, ended_at_utc
FROM rehearsals
WHERE state IN ('planned', 'running') AND begins_at_utc <= now()
ORDER BY state = 'running' DESC, begins_at_utc, rehearsal_id
LIMIT 1 FOR UPDATE SKIP LOCKED
