-- Purpose: finds the staged votes of a form, for the audit rows of revisions and for previews.
-- Parameters: none. Columns: none. Grain: table. Index: none. Caller: data.ingest.load_forms.
CREATE INDEX IF NOT EXISTS ingest_votes_form ON ingest_votes (stage_id)
