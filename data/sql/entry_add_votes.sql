-- Purpose: the votes of a form, in the transaction of the form.
-- Parameters: form_id; candidate_ids and votes (of equal length).
-- Columns: none. Grain: candidate. Index: form_votes_pkey.
-- Caller: data.entry.submit
INSERT INTO form_votes (form_id, candidate_id, votes)
SELECT CAST(:form_id AS bigint), v.candidate_id, v.votes
FROM unnest(CAST(:candidate_ids AS integer[]), CAST(:votes AS integer[])) AS v (candidate_id, votes)
