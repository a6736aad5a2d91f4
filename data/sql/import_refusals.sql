-- Purpose: a page of what an import refuses.
-- Parameters: uid (uuid), after (refusal_no; NULL: the first), most (rows).
-- Columns: refusal_no, file, row_number, field, value, code, message, remedy. Grain: refusal. Index: import_refusals_pkey.
-- Caller: data.imports.reading.
SELECT r.refusal_no, r.file, r.row_number, r.field, r.value, r.code, r.message, r.remedy
FROM import_jobs j
JOIN import_refusals r USING (job_id)
WHERE j.uid = CAST(:uid AS uuid) AND r.refusal_no > coalesce(CAST(:after AS integer), 0)
ORDER BY r.refusal_no
LIMIT CAST(:most AS integer)
