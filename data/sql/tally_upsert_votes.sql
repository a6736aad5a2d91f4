-- Purpose: recomputes the votes of every candidate in some cells from their current counting forms.
-- Parameters: race_ids (int[]), area_ids (int[]), parallel.
-- Columns: none.
-- Grain: one row per cell and candidate of the race; 0 where no counting form names the candidate.
-- Index: result_forms_cell, form_votes_pkey.
-- Caller: data.tally.worker, data.tally.reconcile
INSERT INTO ward_tallies AS w (race_id, leaf_area_id, candidate_id, votes_all, votes_public)
SELECT k.race_id, k.leaf_area_id, t.candidate_id, t.votes_all, t.votes_public
FROM unnest(CAST(:race_ids AS integer[]), CAST(:area_ids AS integer[])) AS k (race_id, leaf_area_id)
JOIN races r USING (race_id) JOIN contests c USING (contest_id) JOIN elections e USING (election_id)
CROSS JOIN LATERAL (
  SELECT d.candidate_id, coalesce(v.votes_all, 0) AS votes_all, coalesce(v.votes_public, 0) AS votes_public
  FROM candidates d
  LEFT JOIN (
    SELECT fv.candidate_id, sum(fv.votes) FILTER (WHERE f.state <> 'disputed') AS votes_all,
           sum(fv.votes) FILTER (WHERE f.state <> 'disputed' AND f.state = ANY(e.publish_states)) AS votes_public
    FROM result_forms f JOIN form_votes fv USING (form_id)
    WHERE f.race_id = k.race_id AND f.leaf_area_id = k.leaf_area_id AND f.is_current AND f.is_counting
    GROUP BY fv.candidate_id) v USING (candidate_id)
  WHERE d.race_id = k.race_id) t
ON CONFLICT (race_id, leaf_area_id, candidate_id) DO UPDATE
SET votes_all = excluded.votes_all, votes_public = excluded.votes_public
WHERE (w.votes_all, w.votes_public) IS DISTINCT FROM (excluded.votes_all, excluded.votes_public)
