-- Purpose: ends a person's work in every area: the role is another one.
-- Parameters: user_id (integer).
-- Columns: code (of the area), never NULL.
-- Grain: one row per scope that ended. Index: user_scopes_pkey.
-- Caller: data.accounts.scopes
DELETE FROM user_scopes s USING areas a
WHERE s.user_id = :user_id AND a.area_id = s.area_id
RETURNING a.code
