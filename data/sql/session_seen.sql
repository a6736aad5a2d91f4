-- Purpose: notes that a session is used, and from where.
-- Parameters: session_uid (uuid); address (inet, NULL = unknown: the old one stays).
-- Columns: none. Grain: one row. Index: sessions_uid_key.
-- Caller: data.accounts.sessions
UPDATE sessions SET seen_at_utc = now(), address = coalesce(CAST(:address AS inet), address)
WHERE uid = CAST(:session_uid AS uuid)
