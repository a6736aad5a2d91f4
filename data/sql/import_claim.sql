-- Purpose: takes the next job for a worker: approved ones first, then the oldest; also one whose worker is gone.
-- Parameters: me (text), lease_s (seconds).
-- Columns: job_id, uid, election_id, election (code; NULL: a bundle), kind, format, status ('checking' or 'loading'), origin, file_name,
--   file_sha256, mapping, header_sha256, approved_sha256, approver (username; NULL: nobody), attempts, cancel_asked, auto (the election loads
--   results of the watched folder by itself), is_outdated.
-- Grain: one row or none. Index: import_jobs_waiting. Caller: data.imports.lease.
WITH next AS (
  SELECT job_id FROM import_jobs
  WHERE status IN ('uploaded', 'checking', 'approved', 'loading')
    AND (status IN ('uploaded', 'approved') OR lease_until_utc < clock_timestamp())
  ORDER BY status IN ('approved', 'loading') DESC, job_id
  LIMIT 1
  FOR UPDATE SKIP LOCKED
), taken AS (
  UPDATE import_jobs j
  SET status = CASE WHEN status IN ('uploaded', 'checking') THEN CAST('checking' AS import_status) ELSE 'loading' END,
      lease_owner = :me, lease_until_utc = clock_timestamp() + make_interval(secs => :lease_s), attempts = attempts + 1,
      rows_done = 0, rows_total = 0, stage = NULL, fault = NULL, remedy = NULL
  FROM next WHERE j.job_id = next.job_id
  RETURNING j.*
)
SELECT j.job_id, j.uid, j.election_id, e.code AS election, CAST(j.kind AS text) AS kind, CAST(j.format AS text) AS format,
       CAST(j.status AS text) AS status, j.origin, j.file_name, j.file_sha256, j.mapping, j.header_sha256, j.approved_sha256,
       u.username AS approver, j.attempts, j.cancel_asked, coalesce(e.settings -> 'imports' ->> 'auto', '') = 'true' AS auto, j.is_outdated
FROM taken j
LEFT JOIN elections e USING (election_id)
LEFT JOIN users u ON u.user_id = j.approved_by
