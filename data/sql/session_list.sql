-- Purpose: what a person is signed in with: living sessions of browsers, and API clients by their newest token.
-- Parameters: user_id; idle_s (seconds without a request after which a browser's session has ended).
-- Columns: kind (browser, api); uid; began_at, seen_at, expires_at (timestamptz); address (text, NULL = unknown);
--   device (NULL = unknown); second_factor.
-- Grain: one row a session or token family, the last seen first.
-- Index: sessions_user, refresh_tokens_user.
-- Caller: data.accounts.sessions
SELECT 'browser' AS kind, uid, created_at_utc AS began_at, seen_at_utc AS seen_at, expires_at_utc AS expires_at,
       host(address) AS address, device, second_factor
FROM sessions
WHERE user_id = :user_id AND revoked_at_utc IS NULL AND expires_at_utc > now()
  AND seen_at_utc > now() - make_interval(secs => :idle_s)
UNION ALL
SELECT 'api', family, min(issued_at_utc), max(issued_at_utc), max(expires_at_utc),
       host((array_agg(address ORDER BY issued_at_utc DESC))[1]), (array_agg(device ORDER BY issued_at_utc DESC))[1],
       bool_and(second_factor)
FROM refresh_tokens
WHERE user_id = :user_id AND revoked_at_utc IS NULL
GROUP BY family
HAVING max(expires_at_utc) > now()
ORDER BY seen_at DESC, uid
