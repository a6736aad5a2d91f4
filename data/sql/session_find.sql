-- Purpose: the person of a session, by the hash of the session's token.
-- Parameters: token_sha256 (bytea).
-- Columns: user_id; uid; username; display_name; role; language; session_uid; second_factor; seen_at_utc. Never NULL.
-- Grain: one row, or none: unknown, ended, expired, or the person is disabled.
-- Index: sessions_token_sha256_key, users_pkey.
-- Caller: data.accounts.sessions
SELECT u.user_id, u.uid, u.username, u.display_name, u.role::text AS role, u.language, s.uid AS session_uid, s.second_factor,
       s.seen_at_utc
FROM sessions s JOIN users u USING (user_id)
WHERE s.token_sha256 = :token_sha256 AND s.revoked_at_utc IS NULL AND s.expires_at_utc > now() AND u.is_active
