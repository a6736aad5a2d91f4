-- Purpose: plays the votes of forms into the rehearsal.
-- Parameters: form_ids (of the originals), new_ids (bigint[]), parallel.
-- Columns: none. Grain: form x candidate. Candidates are the same by their code in the race.
-- Index: form_votes_pkey, result_forms_pkey, candidates_race_id_code_key. Caller: data.simulate.replay.
INSERT INTO form_votes (form_id, candidate_id, votes)
SELECT g.new_id, nk.candidate_id, v.votes
FROM unnest(CAST(:form_ids AS bigint[]), CAST(:new_ids AS bigint[])) AS g (form_id, new_id)
JOIN form_votes v USING (form_id)
JOIN candidates k USING (candidate_id)
JOIN result_forms n ON n.form_id = g.new_id
JOIN candidates nk ON nk.race_id = n.race_id AND nk.code = k.code
