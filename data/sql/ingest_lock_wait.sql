-- Purpose: waits until no other import runs, then holds the lock until the transaction ends.
-- Parameters: key (bigint). Columns: one, empty. Grain: one row. Index: none. Caller: data.ingest.run.
SELECT pg_advisory_xact_lock(:key)
