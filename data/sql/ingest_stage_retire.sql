-- Purpose: makes room for new revisions: the stored forms they replace are current no more.
-- Parameters: none. Columns: none. Grain: form. Index: result_forms_pkey. Caller: data.ingest.load_forms.
UPDATE result_forms f SET is_current = false FROM ingest_forms s WHERE s.verdict = 'changed' AND f.form_id = s.current_id
