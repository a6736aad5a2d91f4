-- Purpose: moves promoted forms to their later state; tells how many could not be: somebody moved them meanwhile.
-- Parameters: none. Columns: missed (0: none). Grain: one row. Index: result_forms_pkey. Caller: data.ingest.load_forms.
WITH moved AS (
  UPDATE result_forms f SET state = s.state
  FROM ingest_forms s
  WHERE s.verdict = 'promoted' AND f.form_id = s.current_id AND f.state <> 'disputed' AND s.state > f.state
  RETURNING f.form_id
)
SELECT (SELECT count(*) FROM ingest_forms WHERE verdict = 'promoted') - (SELECT count(*) FROM moved) AS missed
