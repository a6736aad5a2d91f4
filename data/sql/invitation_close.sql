-- Purpose: ends the open links of a person.
-- Parameters: user_id. Columns: none. Grain: one row a link that was open.
-- Index: invitations_user.
-- Caller: data.accounts.invitations
UPDATE invitations SET expires_at_utc = now() WHERE user_id = :user_id AND used_at_utc IS NULL AND expires_at_utc > now()
