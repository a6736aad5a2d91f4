-- Purpose: the state of the count in an area for every contest of an election, and its public sums.
-- Parameters: election_id; path_ids (int[], the areas from the root to this one); area_id; area_ids (int[], it and all below).
-- Columns: contest_id; code; title; level; ballot_order; race_id (NULL: the area is above the contest's races); races (how many races
--   the area holds or lies in); by_area (figures come per area, not per station); preliminary, verified, confirmed, disputed,
--   reported (forms); counted (forms in the public totals); area_total, area_reported (stations the areas' figures are of, NULL
--   unknown); valid; rejected, turnout_cast, turnout_registered (NULL no form states them); valid_like (valid votes in areas that
--   have a comparison); last_received_at_utc (NULL none). Public sums only.
-- Grain: one row per contest.
-- Index: races_contest_id_area_id_key, ward_counts_pkey, baseline_comparison_key.
-- Caller: data.wards.results
WITH cells AS MATERIALIZED (
  SELECT c.contest_id, w.*
  FROM contests c JOIN races r USING (contest_id) JOIN ward_counts w USING (race_id)
  WHERE c.election_id = :election_id AND r.area_id = ANY (CAST(:path_ids AS integer[]))
    AND w.leaf_area_id = ANY (CAST(:area_ids AS integer[]))
  UNION ALL
  SELECT c.contest_id, w.*
  FROM contests c JOIN races r USING (contest_id) JOIN ward_counts w USING (race_id)
  WHERE c.election_id = :election_id AND r.area_id = ANY (CAST(:area_ids AS integer[])) AND r.area_id <> :area_id
), sums AS (
  SELECT k.contest_id, bool_or(k.is_area_form) AS by_area, sum(k.forms_preliminary) AS preliminary, sum(k.forms_verified) AS verified,
         sum(k.forms_confirmed) AS confirmed, sum(k.forms_disputed) AS disputed, sum(k.forms_reported) AS reported,
         sum(k.forms_public) AS counted, sum(k.area_stations_total) AS area_total, sum(k.area_stations_reported) AS area_reported,
         sum(k.valid_public) AS valid, sum(k.rejected_public) AS rejected, sum(k.turnout_cast_public) AS turnout_cast,
         sum(k.turnout_registered_public) AS turnout_registered, sum(k.valid_public) FILTER (WHERE b.area_id IS NOT NULL) AS valid_like,
         max(k.last_received_at_utc) AS last_received_at_utc
  FROM cells k
  LEFT JOIN baseline_comparison b
    ON b.contest_id = k.contest_id AND b.area_id = k.leaf_area_id AND b.baseline_candidate_code IS NULL
  GROUP BY k.contest_id
)
SELECT c.contest_id, c.code, c.title, c.level, c.ballot_order, own.race_id,
       (SELECT count(*) FROM races r WHERE r.contest_id = c.contest_id
          AND (r.area_id = ANY (CAST(:area_ids AS integer[])) OR r.area_id = ANY (CAST(:path_ids AS integer[])))) AS races,
       coalesce(s.by_area, false) AS by_area, coalesce(s.preliminary, 0) AS preliminary, coalesce(s.verified, 0) AS verified,
       coalesce(s.confirmed, 0) AS confirmed, coalesce(s.disputed, 0) AS disputed, coalesce(s.reported, 0) AS reported,
       coalesce(s.counted, 0) AS counted, s.area_total, s.area_reported, coalesce(s.valid, 0) AS valid, s.rejected,
       s.turnout_cast, s.turnout_registered, coalesce(s.valid_like, 0) AS valid_like, s.last_received_at_utc
FROM contests c
LEFT JOIN races own ON own.contest_id = c.contest_id AND own.area_id = ANY (CAST(:path_ids AS integer[]))
LEFT JOIN sums s ON s.contest_id = c.contest_id
WHERE c.election_id = :election_id
ORDER BY c.ballot_order, c.code
