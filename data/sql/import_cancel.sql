-- Purpose: cancels a job that nobody works on, and asks the worker of one that somebody does.
-- Parameters: uid (uuid). Columns: status (text; 'cancelled', or what it is while the worker stops). Grain: one row or none.
-- Index: import_jobs_uid_key. Caller: data.imports.steps.
UPDATE import_jobs
SET status = CASE WHEN status IN ('checking', 'loading') THEN status ELSE 'cancelled' END,
    ended_at_utc = CASE WHEN status IN ('checking', 'loading') THEN ended_at_utc ELSE clock_timestamp() END,
    cancel_asked = status IN ('checking', 'loading')
WHERE uid = CAST(:uid AS uuid) AND status IN ('uploaded', 'mapping', 'checking', 'previewed', 'approved', 'loading')
RETURNING CAST(status AS text) AS status
