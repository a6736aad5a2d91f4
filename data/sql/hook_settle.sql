-- Purpose: writes down how a telling went.
-- Parameters: hook_id; election; mark, version (NULL: it failed); error (NULL: it did not); wait_s (until the next may be made).
-- Columns: failing_since_utc (NULL: it answered). Grain: one row. Index: version_hook_states_pkey. Caller: data.hooks.tell
UPDATE version_hook_states
SET told = coalesce(CAST(:mark AS text), told), told_version = coalesce(CAST(:version AS integer), told_version),
    told_at_utc = CASE WHEN CAST(:mark AS text) IS NULL THEN told_at_utc ELSE now() END,
    attempts = CASE WHEN CAST(:mark AS text) IS NULL THEN attempts ELSE 0 END,
    failing_since_utc = CASE WHEN CAST(:mark AS text) IS NULL THEN coalesce(failing_since_utc, now()) END,
    last_error = CAST(:error AS text),
    next_try_at_utc = now() + make_interval(secs => CAST(:wait_s AS double precision))
WHERE hook_id = :hook_id AND election_code = :election
RETURNING failing_since_utc
