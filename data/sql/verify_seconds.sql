-- Purpose: second readings of forms, newest first.
-- Parameters: form_ids (bigint[]).
-- Columns: second_entry_id; uid; form_id; user_id; entered_by (display name), role; entered_at_utc; registered_voters,
--   valid_votes, rejected_votes, votes_cast; votes (jsonb, by candidate code); agrees.
-- Grain: one row a second entry.
-- Index: second_entries_form_id_entered_by_key.
-- Caller: data.verify.forms
SELECT s.second_entry_id, s.uid, s.form_id, s.entered_by AS user_id, u.display_name AS entered_by, u.role::text AS role,
       s.entered_at_utc, s.registered_voters, s.valid_votes, s.rejected_votes, s.votes_cast, s.agrees,
       coalesce((SELECT jsonb_object_agg(d.code, x.votes) FROM unnest(s.candidate_ids, s.votes) AS x (candidate_id, votes)
                 JOIN candidates d USING (candidate_id)), '{}') AS votes
FROM second_entries s LEFT JOIN users u ON u.user_id = s.entered_by
WHERE s.form_id = ANY (CAST(:form_ids AS bigint[]))
ORDER BY s.second_entry_id DESC
