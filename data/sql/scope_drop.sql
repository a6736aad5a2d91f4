-- Purpose: ends a person's work in an area.
-- Parameters: user_id, area_id (integer).
-- Columns: user_id, never NULL; no row when there was none.
-- Grain: at most one row. Index: user_scopes_pkey.
-- Caller: data.accounts.scopes
DELETE FROM user_scopes WHERE user_id = :user_id AND area_id = :area_id
RETURNING user_id
