-- Purpose: votes of all counting forms in some cells, as tallied now.
-- Parameters: race_ids (int[]), area_ids (int[]), parallel.
-- Columns: race_id; candidate_id; votes.
-- Grain: one row per race and candidate, summed over the cells given.
-- Index: ward_tallies_pkey.
-- Caller: data.tally.worker
SELECT t.race_id, t.candidate_id, sum(t.votes_all)::bigint AS votes
FROM unnest(CAST(:race_ids AS integer[]), CAST(:area_ids AS integer[])) AS k (race_id, leaf_area_id)
JOIN ward_tallies t USING (race_id, leaf_area_id)
GROUP BY t.race_id, t.candidate_id
