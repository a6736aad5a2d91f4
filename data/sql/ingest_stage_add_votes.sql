-- Purpose: stores the votes of new forms and revisions.
-- Parameters: none. Columns: none. Grain: form x candidate. Index: none. Caller: data.ingest.load_forms.
INSERT INTO form_votes (form_id, candidate_id, votes)
SELECT s.form_id, v.candidate_id, v.votes
FROM ingest_forms s JOIN ingest_votes v USING (stage_id)
WHERE s.form_id IS NOT NULL
ORDER BY s.form_id, v.candidate_id
