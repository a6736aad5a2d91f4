-- Purpose: the earlier election's votes in an area for the contests that are compared with one, areas that changed respected.
-- Parameters: contest_ids (int[]); area_ids (int[], the area and all below it); register_id (stations of now, for the weights).
-- Columns: contest_id; election (code of then); title; election_date; code (candidate then; NULL: all valid votes); name (NULL for
--   all); party_code, party (NULL none); candidate_code (the linked candidate now, NULL none); votes; votes_like (each area weighted
--   by the part of its stations that is counted now, as for the public swing); areas (lowest areas compared); moved (of these,
--   areas whose code or borders are others now).
-- Grain: one row per contest and candidate then, and one for all valid votes.
-- Index: baseline_comparison_key, baseline_links_pkey, baseline_areas_pkey, ward_counts_pkey, polling_stations_area.
-- Caller: data.wards.results
WITH linked AS MATERIALIZED (
  SELECT DISTINCT l.contest_id, l.baseline_contest_id FROM baseline_links l WHERE l.contest_id = ANY (CAST(:contest_ids AS integer[]))
), cells AS MATERIALIZED (
  SELECT b.contest_id, b.area_id, b.candidate_code, b.baseline_candidate_code, b.votes
  FROM baseline_comparison b
  WHERE b.contest_id = ANY (CAST(:contest_ids AS integer[])) AND b.area_id = ANY (CAST(:area_ids AS integer[]))
), weights AS MATERIALIZED (
  SELECT k.contest_id, k.area_id, x.area_id IS NOT NULL AS moved,
         CASE WHEN w.valid_public > 0 THEN
           CASE WHEN w.is_area_form THEN 1 ELSE w.forms_public::numeric / greatest(1, w.forms_public, n.stations) END ELSE 0 END AS weight
  FROM cells k
  LEFT JOIN LATERAL (
    SELECT c.* FROM races r JOIN ward_counts c USING (race_id)
    WHERE r.contest_id = k.contest_id AND c.leaf_area_id = k.area_id LIMIT 1) w ON true
  LEFT JOIN baseline_areas x ON x.contest_id = k.contest_id AND x.area_id = k.area_id
  CROSS JOIN LATERAL (
    SELECT count(*) AS stations FROM polling_stations p
    WHERE p.area_id = k.area_id AND p.register_id = :register_id AND p.active) n
  WHERE k.baseline_candidate_code IS NULL
), sums AS (
  SELECT k.contest_id, k.baseline_candidate_code AS code, k.candidate_code, sum(k.votes) AS votes,
         sum(k.votes * coalesce(g.weight, 0)) AS votes_like, count(*) AS areas, count(*) FILTER (WHERE g.moved) AS moved
  FROM cells k LEFT JOIN weights g USING (contest_id, area_id)
  GROUP BY k.contest_id, k.baseline_candidate_code, k.candidate_code
)
SELECT s.contest_id, e.code AS election, e.title, e.election_date, s.code, d.name, d.party_code, d.party, s.candidate_code,
       s.votes, s.votes_like, s.areas, s.moved
FROM sums s
JOIN linked l USING (contest_id)
JOIN contests c ON c.contest_id = l.baseline_contest_id
JOIN elections e USING (election_id)
LEFT JOIN LATERAL (
  SELECT d.name, p.code AS party_code, p.name AS party
  FROM races r JOIN candidates d USING (race_id) LEFT JOIN parties p USING (party_id)
  WHERE r.contest_id = l.baseline_contest_id AND d.code = s.code ORDER BY d.candidate_id LIMIT 1) d ON true
ORDER BY s.contest_id, s.votes DESC, s.code
