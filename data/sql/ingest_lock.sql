-- Purpose: lets one import at a time write the register; held until the transaction ends.
-- Parameters: key (bigint). Columns: taken (false when another import holds it). Grain: one row. Index: none.
-- Caller: data.ingest.run.
SELECT pg_try_advisory_xact_lock(:key) AS taken
