-- Purpose: gives new and changed forms their ids.
-- Parameters: none. Columns: none. Grain: form. Index: none (staging). Caller: data.ingest.load_forms.
UPDATE ingest_forms SET form_id = nextval(pg_get_serial_sequence('result_forms', 'form_id')) WHERE verdict IN ('new', 'changed')
