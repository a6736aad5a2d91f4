-- Purpose: move a rehearsal on; nothing when it is not in a state that it can leave.
-- Parameters: rehearsal_id; state; reason (NULL: none); allowed (text[], the states it may come from).
-- Columns: election_code. Grain: one row, none when it may not.
-- Index: rehearsals_pkey.
-- Caller: data.rehearse.plan
UPDATE rehearsals
SET state = CAST(:state AS text), reason = coalesce(CAST(:reason AS text), reason),
    began_at_utc = CASE WHEN CAST(:state AS text) = 'running' THEN coalesce(began_at_utc, now()) ELSE began_at_utc END,
    ended_at_utc = CASE WHEN CAST(:state AS text) IN ('done', 'cancelled', 'failed') THEN now() ELSE ended_at_utc END
WHERE rehearsal_id = :rehearsal_id AND state = ANY (CAST(:allowed AS text[]))
RETURNING election_code
