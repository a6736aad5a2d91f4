-- Purpose: cells whose tally differs from what their forms add up to; changes not yet tallied are left out.
-- Parameters: none.
-- Columns: race_id; leaf_area_id; forms_tallied, forms_found; votes_tallied, votes_found (public, all candidates with weights, so
--   that votes moved between candidates show); NULL on the side that has nothing.
-- Grain: one row per differing cell.
-- Index: reads every form on purpose: it must not trust what it checks.
-- Caller: data.tally.reconcile
WITH found AS (
  SELECT f.race_id, f.leaf_area_id, count(DISTINCT f.form_id) AS forms, sum(v.votes * v.candidate_id::bigint) AS votes
  FROM result_forms f
  JOIN races r USING (race_id) JOIN contests c USING (contest_id) JOIN elections e USING (election_id)
  LEFT JOIN form_votes v USING (form_id)
  WHERE f.is_current AND f.is_counting AND f.state <> 'disputed' AND f.state = ANY(e.publish_states)
  GROUP BY f.race_id, f.leaf_area_id
), tallied AS (
  SELECT w.race_id, w.leaf_area_id, w.forms_public AS forms, sum(t.votes_public * t.candidate_id::bigint) AS votes
  FROM ward_counts w LEFT JOIN ward_tallies t USING (race_id, leaf_area_id)
  WHERE w.forms_public > 0
  GROUP BY w.race_id, w.leaf_area_id, w.forms_public
), differing AS (
  SELECT race_id, leaf_area_id, t.forms AS forms_tallied, f.forms AS forms_found, t.votes AS votes_tallied, f.votes AS votes_found
  FROM found f FULL JOIN tallied t USING (race_id, leaf_area_id)
  WHERE (t.forms, coalesce(t.votes, 0)) IS DISTINCT FROM (f.forms, coalesce(f.votes, 0))
)
SELECT * FROM differing n
WHERE NOT EXISTS (SELECT 1 FROM dirty_log d WHERE d.is_counting AND d.race_id = n.race_id AND d.leaf_area_id = n.leaf_area_id)
