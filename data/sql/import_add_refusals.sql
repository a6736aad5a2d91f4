-- Purpose: adds refusals to a job's preview.
-- Parameters: job_id, numbers, rows (integer[]), files, fields, values, codes, messages, remedies (text[], one of each a refusal).
-- Columns: none. Grain: refusal. Index: import_refusals_pkey. Caller: data.imports.preview.
INSERT INTO import_refusals (job_id, refusal_no, row_number, file, field, value, code, message, remedy)
SELECT CAST(:job_id AS bigint), given.*
FROM unnest(CAST(:numbers AS integer[]), CAST(:rows AS integer[]), CAST(:files AS text[]), CAST(:fields AS text[]),
            CAST(:values AS text[]), CAST(:codes AS text[]), CAST(:messages AS text[]), CAST(:remedies AS text[])) AS given
