-- Purpose: ends a worker's turn with a job; nothing where the lease is somebody else's by now.
-- Parameters: job_id, me, status, added, changed, unchanged, refused, files, findings (jsonb as text), preview_sha256 (all NULL: as before),
--   is_outdated, approved (whether an approval stays), approved_sha256 (NULL: as it is), fault, remedy (NULL: none), ended (whether it is over).
-- Columns: uid. Grain: one row or none. Index: import_jobs_pkey. Caller: data.imports.lease, data.imports.loading.
UPDATE import_jobs
SET status = CAST(:status AS import_status),
    added = coalesce(CAST(:added AS integer), added), changed = coalesce(CAST(:changed AS integer), changed),
    unchanged = coalesce(CAST(:unchanged AS integer), unchanged), refused = coalesce(CAST(:refused AS integer), refused),
    files = coalesce(CAST(:files AS jsonb), files), findings = coalesce(CAST(:findings AS jsonb), findings),
    preview_sha256 = coalesce(CAST(:preview_sha256 AS text), preview_sha256),
    previewed_at_utc = CASE WHEN CAST(:preview_sha256 AS text) IS NULL THEN previewed_at_utc ELSE clock_timestamp() END,
    is_outdated = coalesce(CAST(:is_outdated AS boolean), is_outdated),
    approved_sha256 = CASE WHEN CAST(:approved AS boolean) THEN coalesce(CAST(:approved_sha256 AS text), approved_sha256) END,
    approved_by = CASE WHEN CAST(:approved AS boolean) THEN approved_by END,
    approved_at_utc = CASE WHEN CAST(:approved AS boolean) THEN approved_at_utc END,
    approve_reason = CASE WHEN CAST(:approved AS boolean) THEN approve_reason END,
    fault = :fault, remedy = :remedy, stage = NULL, lease_owner = NULL, lease_until_utc = NULL, cancel_asked = false,
    ended_at_utc = CASE WHEN CAST(:ended AS boolean) THEN clock_timestamp() END
WHERE job_id = :job_id AND lease_owner = :me AND status IN ('checking', 'loading')
RETURNING uid
