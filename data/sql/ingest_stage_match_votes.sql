-- Purpose: turns the verdict 'same' into 'changed' where a candidate's votes differ.
-- Parameters: none. Columns: none. Grain: form. Index: form_votes_pkey. Caller: data.ingest.load_forms.
UPDATE ingest_forms s
SET verdict = 'changed'
WHERE s.verdict = 'same' AND s.stage_id IN (
  SELECT v.stage_id
  FROM ingest_votes v
  JOIN ingest_forms n USING (stage_id)
  LEFT JOIN form_votes f ON f.form_id = n.current_id AND f.candidate_id = v.candidate_id
  WHERE n.verdict = 'same' AND f.votes IS DISTINCT FROM v.votes)
