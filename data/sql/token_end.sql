-- Purpose: ends API clients of a person: every token of one family, or of all but one.
-- Parameters: user_id; family (uuid, NULL = all); keep (uuid of the family to leave, NULL = none).
-- Columns: family. Grain: one row a token that was not yet revoked.
-- Index: refresh_tokens_user.
-- Caller: data.accounts.sessions
UPDATE refresh_tokens SET revoked_at_utc = now()
WHERE user_id = :user_id AND revoked_at_utc IS NULL AND family = coalesce(CAST(:family AS uuid), family)
  AND family IS DISTINCT FROM CAST(:keep AS uuid)
RETURNING family
