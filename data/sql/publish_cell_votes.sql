-- Purpose: public votes of the candidates in some cells.
-- Parameters: race_ids (int[]), area_ids (int[]), parallel.
-- Columns: race_id; leaf_area_id; candidate_id; votes_public.
-- Grain: one row per cell and candidate.
-- Index: ward_tallies_pkey.
-- Caller: data.publish.cube
SELECT t.race_id, t.leaf_area_id, t.candidate_id, t.votes_public
FROM unnest(CAST(:race_ids AS integer[]), CAST(:area_ids AS integer[])) AS k (race_id, leaf_area_id)
JOIN ward_tallies t USING (race_id, leaf_area_id)
