-- Purpose: tells how far a job is and keeps its lease; nothing where the lease is somebody else's by now.
-- Parameters: job_id, me, lease_s (seconds), stage, rows_done, rows_total (NULL: as before).
-- Columns: cancel_asked. Grain: one row or none. Index: import_jobs_pkey. Caller: data.imports.lease.
UPDATE import_jobs
SET lease_until_utc = clock_timestamp() + make_interval(secs => :lease_s), stage = coalesce(CAST(:stage AS text), stage),
    rows_done = coalesce(CAST(:rows_done AS integer), rows_done), rows_total = coalesce(CAST(:rows_total AS integer), rows_total)
WHERE job_id = :job_id AND lease_owner = :me AND status IN ('checking', 'loading')
RETURNING cancel_asked
