-- Purpose: version hooks with how they fare. Parameters: none.
-- Columns: hook_id; uid; title; host; sealed; election_code (NULL: every one); active; reason (NULL: none); told_version,
--   told_at_utc, failing_since_utc, last_error (of the election it was tried for last; NULL: none). Grain: hook.
-- Index: version_hooks_pkey, version_hook_states_pkey; at most a few dozen rows. Caller: data.hooks.keep
SELECT h.hook_id, h.uid, h.title, h.host, h.sealed, h.election_code, h.active, h.reason, s.told_version, s.told_at_utc,
       s.failing_since_utc, s.last_error
FROM version_hooks h LEFT JOIN LATERAL (
  SELECT * FROM version_hook_states s WHERE s.hook_id = h.hook_id ORDER BY s.next_try_at_utc DESC LIMIT 1) s ON true
ORDER BY h.hook_id
