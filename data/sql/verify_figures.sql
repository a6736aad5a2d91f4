-- Purpose: what forms state.
-- Parameters: form_ids (bigint[]).
-- Columns: form_id; registered_voters, valid_votes, rejected_votes, votes_cast (NULL unknown); valid_stated; votes (jsonb,
--   by candidate code); entered_by (display name), role, entered_at_utc.
-- Grain: one row a form.
-- Index: result_forms_pkey, form_votes_pkey.
-- Caller: data.verify.forms
SELECT f.form_id, f.registered_voters, f.valid_votes, f.rejected_votes, f.votes_cast, f.valid_stated,
       coalesce((SELECT jsonb_object_agg(d.code, v.votes) FROM form_votes v JOIN candidates d USING (candidate_id)
                 WHERE v.form_id = f.form_id), '{}') AS votes,
       u.display_name AS entered_by, u.role::text AS role, f.entered_at_utc
FROM result_forms f LEFT JOIN users u ON u.user_id = f.entered_by
WHERE f.form_id = ANY (CAST(:form_ids AS bigint[]))
