-- Purpose: claims a telling: counts the try and keeps other keepers off until the claim is over; nothing when it is not due,
--   or the hook knows this state already.
-- Parameters: hook_id; election; mark (the pointer's state); lease_s (seconds).
-- Columns: attempts (this one included). Grain: one row, or none. Index: version_hook_states_pkey. Caller: data.hooks.tell
INSERT INTO version_hook_states AS s (hook_id, election_code, attempts, next_try_at_utc)
VALUES (:hook_id, :election, 1, now() + make_interval(secs => CAST(:lease_s AS integer)))
ON CONFLICT (hook_id, election_code) DO UPDATE
SET attempts = s.attempts + 1, next_try_at_utc = excluded.next_try_at_utc
WHERE s.next_try_at_utc <= now() AND s.told IS DISTINCT FROM CAST(:mark AS text)
RETURNING s.attempts
