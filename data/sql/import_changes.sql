-- Purpose: a page of the rows that an import adds or changes.
-- Parameters: uid (uuid), verdict (NULL: both), after (change_no; NULL: the first), most (rows).
-- Columns: change_no, verdict, file, row_number, thing, before, after. Grain: row. Index: import_changes_pkey, import_changes_verdict.
-- Caller: data.imports.reading.
SELECT c.change_no, c.verdict, c.file, c.row_number, c.thing, c.before, c.after
FROM import_jobs j
JOIN import_changes c USING (job_id)
WHERE j.uid = CAST(:uid AS uuid) AND (CAST(:verdict AS text) IS NULL OR c.verdict = CAST(:verdict AS text))
  AND c.change_no > coalesce(CAST(:after AS integer), 0)
ORDER BY c.change_no
LIMIT CAST(:most AS integer)
