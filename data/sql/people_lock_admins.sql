-- Purpose: all active administrators, locked in a fixed order until the transaction ends.
-- Parameters: none.
-- Columns: username (text), never NULL.
-- Grain: one row per administrator.
-- Index: none (a few rows).
-- Caller: data.people
SELECT username
FROM users
WHERE role = 'super_admin' AND is_active
ORDER BY user_id
FOR UPDATE
