-- Purpose: turns the verdict 'same' into 'promoted' where the file states a later state; never back, never out of disputed.
-- Parameters: none. Columns: none. Grain: form. Index: result_forms_pkey. Caller: data.ingest.load_forms.
UPDATE ingest_forms s
SET verdict = 'promoted'
FROM result_forms f
WHERE s.verdict = 'same' AND s.state_stated AND f.form_id = s.current_id AND f.state <> 'disputed' AND s.state > f.state
