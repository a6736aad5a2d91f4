-- Purpose: approves the preview with this hash; nothing where it is another by now.
-- Parameters: uid (uuid), preview, user_id, reason. Columns: job_id. Grain: one row or none. Index: import_jobs_uid_key.
-- Caller: data.imports.steps.
UPDATE import_jobs
SET status = 'approved', approved_sha256 = preview_sha256, approved_by = CAST(:user_id AS integer), approved_at_utc = clock_timestamp(),
    approve_reason = :reason
WHERE uid = CAST(:uid AS uuid) AND status = 'previewed' AND preview_sha256 = :preview
RETURNING job_id
