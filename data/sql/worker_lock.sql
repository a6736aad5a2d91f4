-- Purpose: makes sure that one process of a kind works at a time; held by the session, taken in a statement of its own.
-- Parameters: key (bigint, one a kind of worker).
-- Columns: locked (boolean).
-- Grain: one row.
-- Index: none.
-- Caller: data.engine
SELECT pg_try_advisory_lock(:key) AS locked
