-- Purpose: has a job checked again, with another mapping where one is given.
-- Parameters: uid (uuid), mapping (jsonb as text; NULL: as it is). Columns: job_id, election_id, header_sha256. Grain: one row or none.
-- Index: import_jobs_uid_key. Caller: data.imports.steps.
UPDATE import_jobs
SET status = 'uploaded', mapping = coalesce(CAST(:mapping AS jsonb), mapping), approved_sha256 = NULL
WHERE uid = CAST(:uid AS uuid) AND (election_id IS NOT NULL OR kind = 'bundle') AND status IN ('mapping', 'previewed', 'refused', 'failed', 'cancelled')
RETURNING job_id, election_id, header_sha256
