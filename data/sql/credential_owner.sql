-- Purpose: whether a name that failed to sign in is somebody's; only such names enter the audit log.
-- Parameters: username (text). Columns: user_id; is_locked. Never NULL. Grain: one row or none.
-- Index: users_username_key, credentials_pkey.
-- Caller: data.accounts.login
SELECT u.user_id, coalesce(c.locked_until_utc > now(), false) AS is_locked
FROM users u LEFT JOIN credentials c USING (user_id) WHERE u.username = :username
