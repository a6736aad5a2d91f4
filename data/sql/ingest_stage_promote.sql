-- Purpose: moves equal forms to a later state where the file states one; never back, never out of disputed.
-- Parameters: none. Columns: none. Grain: form. Index: result_forms_pkey. Caller: data.ingest.load_forms.
WITH moved AS (
  UPDATE result_forms f SET state = s.state
  FROM ingest_forms s
  WHERE s.verdict = 'same' AND s.state_stated AND f.form_id = s.current_id AND f.state <> 'disputed' AND s.state > f.state
  RETURNING s.stage_id
)
UPDATE ingest_forms SET verdict = 'promoted' FROM moved WHERE moved.stage_id = ingest_forms.stage_id
