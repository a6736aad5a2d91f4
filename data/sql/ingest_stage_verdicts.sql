-- Purpose: counts of the import by file.
-- Parameters: none. Columns: file, added, changed, unchanged (forms; never NULL). Grain: file. Index: none (staging).
-- Caller: data.ingest.load_forms.
SELECT file, count(*) FILTER (WHERE verdict = 'new') AS added,
       count(*) FILTER (WHERE verdict IN ('changed', 'promoted')) AS changed,
       count(*) FILTER (WHERE verdict = 'same') AS unchanged
FROM ingest_forms
GROUP BY file
