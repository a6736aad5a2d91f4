-- Purpose: the name by which the audit log knows a person.
-- Parameters: user_id. Columns: username. Never NULL. Grain: one row. Index: users_pkey.
-- Caller: data.accounts.sessions
SELECT username FROM users WHERE user_id = :user_id
