-- Purpose: uses a link up, once: of two requests at the same time one finds no row.
-- Parameters: token_sha256 (bytea). Columns: none. Grain: one row or none.
-- Index: invitations_pkey.
-- Caller: data.accounts.invitations
UPDATE invitations SET used_at_utc = now()
WHERE token_sha256 = :token_sha256 AND used_at_utc IS NULL AND expires_at_utc > now()
