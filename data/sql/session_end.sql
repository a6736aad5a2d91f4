-- Purpose: ends sessions of a person: one, or all but one.
-- Parameters: user_id; session_uid (uuid, NULL = all); keep (uuid of the one to leave, NULL = none); reason (text).
-- Columns: none. Grain: one row a session that was living.
-- Index: sessions_user.
-- Caller: data.accounts.sessions
UPDATE sessions SET revoked_at_utc = now(), revoked_reason = :reason
WHERE user_id = :user_id AND revoked_at_utc IS NULL AND uid = coalesce(CAST(:session_uid AS uuid), uid)
  AND uid IS DISTINCT FROM CAST(:keep AS uuid)
