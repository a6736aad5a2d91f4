-- Purpose: keeps the hash of a link by which a person sets a password.
-- Parameters: token_sha256 (bytea); user_id; purpose (invite, reset); created_by (NULL = the command line); lifetime_s.
-- Columns: none. Grain: one row. Index: invitations_pkey.
-- Caller: data.accounts.invitations
INSERT INTO invitations (token_sha256, user_id, purpose, created_by, expires_at_utc)
VALUES (:token_sha256, :user_id, :purpose, CAST(:created_by AS integer), now() + make_interval(secs => :lifetime_s))
