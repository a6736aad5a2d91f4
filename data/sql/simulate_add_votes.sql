-- Purpose: writes the votes of forms.
-- Parameters: form_ids (bigint[]), candidate_ids, votes (integer[]), parallel.
-- Columns: none. Grain: form x candidate. Index: form_votes_pkey. Caller: data.simulate.forms.
INSERT INTO form_votes (form_id, candidate_id, votes)
SELECT * FROM unnest(CAST(:form_ids AS bigint[]), CAST(:candidate_ids AS integer[]), CAST(:votes AS integer[]))
