-- Purpose: begins a session.
-- Parameters: token_sha256 (bytea); user_id; lifetime_s; address (inet, NULL = unknown); device (NULL = unknown);
--   second_factor (boolean).
-- Columns: uid. Grain: one row. Index: sessions_pkey.
-- Caller: data.accounts.sessions
INSERT INTO sessions (token_sha256, user_id, expires_at_utc, address, device, second_factor)
VALUES (:token_sha256, :user_id, now() + make_interval(secs => :lifetime_s), CAST(:address AS inet), :device, :second_factor)
RETURNING uid
