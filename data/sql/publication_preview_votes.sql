-- Purpose: the present votes of every race that changed since a version; a race of the whole country by the areas below the root.
-- Parameters: election_id; since_seq (bigint).
-- Columns: contest_id; area_id, area_code, area_name, area_level (of the race, or of the area below the root); changed (boolean);
--   candidate; candidate_name; ballot_order; votes (public).
-- Grain: one row a contest, area and candidate.
-- Index: ward_counts_seq, ward_tallies_pkey, ward_counts_pkey.
-- Caller: data.publish.preview
WITH touched AS MATERIALIZED (
  SELECT DISTINCT r.race_id, c.contest_id, greatest(c.level, 1) AS level
  FROM ward_counts w JOIN races r USING (race_id) JOIN contests c USING (contest_id)
  WHERE w.tally_seq > CAST(:since_seq AS bigint) AND c.election_id = :election_id
), cells AS MATERIALIZED (
  SELECT t.contest_id, t.race_id, w.leaf_area_id, l.path_ids[t.level + 1] AS area_id,
         w.tally_seq > CAST(:since_seq AS bigint) AS changed
  FROM touched t JOIN ward_counts w USING (race_id) JOIN areas l ON l.area_id = w.leaf_area_id
), moved AS (
  SELECT contest_id, area_id, bool_or(changed) AS changed FROM cells GROUP BY contest_id, area_id
), sums AS (
  SELECT x.contest_id, x.area_id, t.candidate_id, sum(t.votes_public) AS votes
  FROM cells x JOIN ward_tallies t USING (race_id, leaf_area_id)
  GROUP BY x.contest_id, x.area_id, t.candidate_id
)
SELECT s.contest_id, a.area_id, a.code AS area_code, a.name AS area_name, a.level AS area_level, m.changed,
       k.code AS candidate, k.name AS candidate_name, k.ballot_order, s.votes
FROM sums s JOIN moved m USING (contest_id, area_id) JOIN areas a USING (area_id) JOIN candidates k USING (candidate_id)
