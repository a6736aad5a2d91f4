-- Purpose: gives a lease up at once, so that the work is taken up again without waiting for its end.
-- Parameters: job_id, me. Columns: none. Grain: one row. Index: import_jobs_pkey. Caller: data.imports.lease.
UPDATE import_jobs SET lease_until_utc = clock_timestamp() WHERE job_id = :job_id AND lease_owner = :me
