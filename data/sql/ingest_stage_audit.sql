-- Purpose: one audit row for each revision, with the figures before and after.
-- Parameters: actor, correlation_id (uuid). Columns: none. Grain: changed form. Index: form_votes_pkey.
-- Caller: data.ingest.load_forms.
INSERT INTO audit_log (actor, action, object_type, object_id, old_value, new_value, reason, correlation_id)
SELECT :actor, 'form.revise', 'form', f.uid::text,
       jsonb_build_object('revision', f.revision, 'registered_voters', f.registered_voters, 'valid_votes', f.valid_votes,
         'rejected_votes', f.rejected_votes, 'received_at', f.received_at_utc, 'votes',
         (SELECT jsonb_object_agg(k.code, v.votes) FROM form_votes v JOIN candidates k USING (candidate_id) WHERE v.form_id = f.form_id)),
       jsonb_build_object('revision', s.revision, 'registered_voters', s.registered_voters, 'valid_votes', s.valid_votes,
         'rejected_votes', s.rejected_votes, 'received_at', s.received_at_utc, 'votes',
         (SELECT jsonb_object_agg(k.code, v.votes) FROM ingest_votes v JOIN candidates k USING (candidate_id) WHERE v.stage_id = s.stage_id)),
       're-import of ' || s.file || ' row ' || s.row_number, CAST(:correlation_id AS uuid)
FROM ingest_forms s
JOIN result_forms f ON f.form_id = s.current_id
WHERE s.verdict = 'changed'
