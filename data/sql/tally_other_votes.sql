-- Purpose: recomputes the votes of every candidate by the sources beside the counting one in some cells.
-- Parameters: race_ids (int[]), area_ids (int[]), parallel.
-- Columns: none.
-- Grain: one row per cell, source (of other_counts) and candidate of the race; 0 where no form names the candidate.
-- Index: other_counts_pkey, result_forms_race_id_leaf_area_id_station_id_source_revision_key, form_votes_pkey.
-- Caller: data.tally.worker
INSERT INTO other_tallies AS o (race_id, leaf_area_id, source, candidate_id, votes, votes_public)
SELECT k.race_id, k.leaf_area_id, n.source, d.candidate_id, coalesce(v.votes, 0), coalesce(v.votes_public, 0)
FROM unnest(CAST(:race_ids AS integer[]), CAST(:area_ids AS integer[])) AS k (race_id, leaf_area_id)
JOIN races r USING (race_id) JOIN contests c USING (contest_id) JOIN elections e USING (election_id)
JOIN other_counts n USING (race_id, leaf_area_id)
JOIN candidates d USING (race_id)
LEFT JOIN LATERAL (
  SELECT sum(fv.votes) AS votes,
         sum(fv.votes) FILTER (WHERE NOT awaits_second_entry(f.state, f.entered_by, f.verified_by, e.publish_states)) AS votes_public
  FROM result_forms f JOIN form_votes fv USING (form_id)
  WHERE f.race_id = k.race_id AND f.leaf_area_id = k.leaf_area_id AND f.source = n.source AND f.is_current AND NOT f.is_counting
    AND f.state <> 'disputed' AND fv.candidate_id = d.candidate_id) v ON true
ON CONFLICT (race_id, leaf_area_id, source, candidate_id) DO UPDATE
SET votes = excluded.votes, votes_public = excluded.votes_public
WHERE (o.votes, o.votes_public) IS DISTINCT FROM (excluded.votes, excluded.votes_public)
