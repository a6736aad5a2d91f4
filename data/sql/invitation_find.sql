-- Purpose: an open link and whose it is.
-- Parameters: token_sha256 (bytea).
-- Columns: user_id; username; display_name; purpose. Never NULL.
-- Grain: one row, or none: unknown, used, expired, or the person is disabled.
-- Index: invitations_pkey, users_pkey.
-- Caller: data.accounts.invitations
SELECT u.user_id, u.username, u.display_name, i.purpose
FROM invitations i JOIN users u USING (user_id)
WHERE i.token_sha256 = :token_sha256 AND i.used_at_utc IS NULL AND i.expires_at_utc > now() AND u.is_active
