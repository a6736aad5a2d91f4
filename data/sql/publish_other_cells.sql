-- Purpose: what the sources beside the counting one say in the cells that changed since a tally sequence.
-- Parameters: election_id; after_seq (bigint).
-- Columns: contest_id; race_id; leaf_area_id; source; tally_seq; forms_public (0: the source is gone); is_station; valid_public;
--   candidate_ids, votes (public, parallel arrays, NULL none); counting_waits (the cell's own forms have changes not yet tallied).
-- Grain: one row per cell and source; cells whose sources have changes not yet tallied are left out.
-- Index: other_counts_seq, other_tallies_pkey; the dirty log is short by nature.
-- Caller: data.publish.beside
SELECT r.contest_id, o.race_id, o.leaf_area_id, o.source, o.tally_seq, o.forms_public, o.is_station, o.valid_public,
       v.candidate_ids, v.votes,
       EXISTS (SELECT 1 FROM dirty_log d
               WHERE d.is_counting AND d.race_id = o.race_id AND d.leaf_area_id = o.leaf_area_id) AS counting_waits
FROM other_counts o
JOIN races r USING (race_id)
JOIN contests c USING (contest_id)
CROSS JOIN LATERAL (
  SELECT array_agg(candidate_id) AS candidate_ids, array_agg(votes_public) AS votes FROM other_tallies t
  WHERE t.race_id = o.race_id AND t.leaf_area_id = o.leaf_area_id AND t.source = o.source) v
WHERE o.tally_seq > :after_seq AND c.election_id = :election_id
  AND NOT EXISTS (SELECT 1 FROM dirty_log d WHERE NOT d.is_counting AND d.race_id = o.race_id AND d.leaf_area_id = o.leaf_area_id)
