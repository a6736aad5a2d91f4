-- Purpose: cells in which a source beside the counting one is tallied otherwise than its forms add up to.
-- Parameters: none.
-- Columns: race_id; leaf_area_id; forms_tallied, forms_found (NULL on the side that has nothing).
-- Grain: one row per differing cell and source; changes not yet tallied are left out.
-- Index: reads every such form on purpose: it must not trust what it checks.
-- Caller: data.tally.reconcile
WITH found AS (
  SELECT f.race_id, f.leaf_area_id, f.source, count(DISTINCT f.form_id) AS forms, sum(v.votes * v.candidate_id::bigint) AS votes
  FROM result_forms f LEFT JOIN form_votes v USING (form_id)
  WHERE f.is_current AND NOT f.is_counting AND f.state <> 'disputed'
  GROUP BY f.race_id, f.leaf_area_id, f.source
), tallied AS (
  SELECT o.race_id, o.leaf_area_id, o.source, o.forms, sum(t.votes * t.candidate_id::bigint) AS votes
  FROM other_counts o LEFT JOIN other_tallies t USING (race_id, leaf_area_id, source)
  WHERE o.forms > 0
  GROUP BY o.race_id, o.leaf_area_id, o.source, o.forms
)
SELECT race_id, leaf_area_id, t.forms AS forms_tallied, f.forms AS forms_found
FROM found f FULL JOIN tallied t USING (race_id, leaf_area_id, source)
WHERE (t.forms, coalesce(t.votes, 0)) IS DISTINCT FROM (f.forms, coalesce(f.votes, 0))
  AND NOT EXISTS (SELECT 1 FROM dirty_log d
                  WHERE NOT d.is_counting AND d.race_id = coalesce(f.race_id, t.race_id)
                    AND d.leaf_area_id = coalesce(f.leaf_area_id, t.leaf_area_id))
