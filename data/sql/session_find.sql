-- Purpose: the person of a session, by the hash of the session's token; asked by every request.
-- Parameters: token_sha256 (bytea); idle_s (seconds without a request after which it has ended).
-- Columns: user_id; uid; username; display_name; role; language; session_uid; second_factor; factor_due (a second factor
--   must be given before anything else); unseen_s (seconds since it was noted that the session is used). Never NULL.
-- Grain: one row, or none: unknown, ended, expired, idle too long, or the person is disabled.
-- Index: sessions_token_sha256_key, users_pkey, second_factors_pkey.
-- Caller: data.accounts.sessions
SELECT u.user_id, u.uid, u.username, u.display_name, u.role::text AS role, u.language, s.uid AS session_uid, s.second_factor,
       NOT s.second_factor AND (u.role IN ('super_admin', 'election_manager') OR f.confirmed_at_utc IS NOT NULL) AS factor_due,
       extract(epoch FROM now() - s.seen_at_utc)::integer AS unseen_s
FROM sessions s
JOIN users u USING (user_id)
LEFT JOIN second_factors f USING (user_id)
WHERE s.token_sha256 = :token_sha256 AND s.revoked_at_utc IS NULL AND s.expires_at_utc > now()
  AND s.seen_at_utc > now() - make_interval(secs => :idle_s) AND u.is_active
