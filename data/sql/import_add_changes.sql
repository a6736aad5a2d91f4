-- Purpose: adds rows to a job's preview.
-- Parameters: job_id, numbers, rows (integer[]), verdicts, files, things, befores, afters (text[], one of each a row; JSON as text).
-- Columns: none. Grain: row. Index: import_changes_pkey. Caller: data.imports.preview.
INSERT INTO import_changes (job_id, change_no, row_number, verdict, file, thing, before, after)
SELECT CAST(:job_id AS bigint), g.number, g.line, g.verdict, g.file, g.thing, CAST(g.before AS jsonb), CAST(g.after AS jsonb)
FROM unnest(CAST(:numbers AS integer[]), CAST(:rows AS integer[]), CAST(:verdicts AS text[]), CAST(:files AS text[]),
            CAST(:things AS text[]), CAST(:befores AS text[]), CAST(:afters AS text[]))
  AS g (number, line, verdict, file, thing, before, after)
