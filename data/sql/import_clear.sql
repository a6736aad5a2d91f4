-- Purpose: takes the rows of a job's former preview away.
-- Parameters: job_id. Columns: none. Grain: row of the preview. Index: import_refusals_pkey, import_changes_pkey.
-- Caller: data.imports.preview.
WITH refusals AS (DELETE FROM import_refusals WHERE job_id = :job_id)
DELETE FROM import_changes WHERE job_id = :job_id
