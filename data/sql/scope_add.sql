-- Purpose: lets a person work in an area.
-- Parameters: user_id, area_id (integer).
-- Columns: user_id, never NULL; no row when it is so already.
-- Grain: at most one row. Index: user_scopes_pkey.
-- Caller: data.accounts.scopes
INSERT INTO user_scopes (user_id, area_id) VALUES (:user_id, :area_id)
ON CONFLICT DO NOTHING
RETURNING user_id
