-- Purpose: the person of an access token whose signature holds; asked by every request of an API client.
-- Parameters: user_id; family (uuid).
-- Columns: as of session_find; session_uid is the family. Never NULL.
-- Grain: one row, or none: the family has ended, or the person is disabled.
-- Index: refresh_tokens_family, users_pkey, second_factors_pkey.
-- Caller: data.accounts.tokens
SELECT u.user_id, u.uid, u.username, u.display_name, u.role::text AS role, u.language, t.family AS session_uid, t.second_factor,
       NOT t.second_factor AND (u.role IN ('super_admin', 'election_manager') OR f.confirmed_at_utc IS NOT NULL) AS factor_due
FROM refresh_tokens t
JOIN users u USING (user_id)
LEFT JOIN second_factors f USING (user_id)
WHERE t.family = CAST(:family AS uuid) AND t.user_id = :user_id AND t.revoked_at_utc IS NULL AND u.is_active
LIMIT 1
