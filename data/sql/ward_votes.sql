-- Purpose: the public votes of every candidate of some races in an area.
-- Parameters: race_ids (int[]); area_ids (int[], the area and all below it).
-- Columns: race_id; code; name; party_code, party, abbreviation (NULL: none); ballot_order; votes; votes_like (of these, in areas
--   that have a comparison with an earlier election).
-- Grain: one row per candidate, in the order of the ballot.
-- Index: candidates_race_id_code_key, ward_tallies_pkey, baseline_comparison_key.
-- Caller: data.wards.results
WITH votes AS MATERIALIZED (
  SELECT t.candidate_id, sum(t.votes_public) AS votes, sum(t.votes_public) FILTER (WHERE b.area_id IS NOT NULL) AS votes_like
  FROM ward_tallies t
  JOIN races r USING (race_id)
  LEFT JOIN baseline_comparison b
    ON b.contest_id = r.contest_id AND b.area_id = t.leaf_area_id AND b.baseline_candidate_code IS NULL
  WHERE t.race_id = ANY (CAST(:race_ids AS integer[])) AND t.leaf_area_id = ANY (CAST(:area_ids AS integer[]))
  GROUP BY t.candidate_id
)
SELECT d.race_id, d.code, d.name, p.code AS party_code, p.name AS party, p.abbreviation, d.ballot_order,
       coalesce(v.votes, 0) AS votes, coalesce(v.votes_like, 0) AS votes_like
FROM candidates d
LEFT JOIN parties p USING (party_id)
LEFT JOIN votes v USING (candidate_id)
WHERE d.race_id = ANY (CAST(:race_ids AS integer[]))
ORDER BY d.race_id, d.ballot_order, d.code
