-- Purpose: forms of areas (34B, 34C) with the sum of what counts below them, by candidate.
-- Parameters: contest, area (codes, NULL any); level (name of the areas' level).
-- Columns: form_id; hidden (it waits for a second entry that the person could still give); stated, summed (jsonb, votes by
--   candidate code; summed over forms that are in the public totals, so that no unverified figure shows); valid_stated,
--   valid_summed, rejected_stated, rejected_summed (NULL unknown); forms_in; stations.
-- Grain: one row an area form.
-- Index: result_forms_area; ward_counts_pkey and ward_tallies_pkey for the leaf areas below each.
-- Caller: data.verify.discrepancy
WITH sheets AS MATERIALIZED (
  SELECT f.form_id, f.race_id, f.leaf_area_id, e.register_id, f.valid_votes, f.rejected_votes,
         e.status <> 'completed' AND f.verified_by IS NULL AND f.entered_by IS DISTINCT FROM (SELECT app_user_id()) AND f.state IN ('preliminary', 'disputed')
           AND NOT EXISTS (SELECT 1 FROM second_entries s WHERE s.form_id = f.form_id) AS hidden
  FROM areas a
  JOIN geographies g USING (geography_id)
  JOIN result_forms f ON f.leaf_area_id = a.area_id AND f.station_id IS NULL AND f.is_current AND NOT f.is_counting
  JOIN races r USING (race_id) JOIN contests c USING (contest_id) JOIN elections e USING (election_id)
  WHERE g.level_names[a.level + 1] = CAST(:level AS text)
    AND e.status IN ('active', 'paused', 'completed') AND (CAST(:contest AS text) IS NULL OR c.code = CAST(:contest AS text))
    AND (CAST(:area AS text) IS NULL
         OR EXISTS (SELECT 1 FROM areas x WHERE x.code = CAST(:area AS text) AND x.area_id = ANY (a.path_ids)))
), cells AS MATERIALIZED (
  SELECT s.form_id, w.race_id, w.leaf_area_id, w.forms_public, w.valid_public, w.rejected_public
  FROM sheets s
  JOIN (SELECT l.area_id, above FROM areas l CROSS JOIN unnest(l.path_ids) AS above) b ON b.above = s.leaf_area_id
  JOIN ward_counts w ON w.race_id = s.race_id AND w.leaf_area_id = b.area_id AND NOT w.is_area_form
), stations AS MATERIALIZED (
  SELECT p.register_id, above AS area_id, count(*) AS stations
  FROM polling_stations p JOIN areas l USING (area_id) CROSS JOIN unnest(l.path_ids) AS above
  WHERE p.active GROUP BY p.register_id, above
), counts AS (
  SELECT form_id, sum(forms_public) AS forms_in, sum(valid_public) AS valid, sum(rejected_public) AS rejected
  FROM cells GROUP BY form_id
), votes AS (
  SELECT k.form_id, d.code, sum(t.votes_public) AS votes
  FROM cells k JOIN ward_tallies t ON t.race_id = k.race_id AND t.leaf_area_id = k.leaf_area_id
  JOIN candidates d USING (candidate_id)
  GROUP BY k.form_id, d.code
)
SELECT s.form_id, s.hidden, s.valid_votes AS valid_stated, coalesce(n.valid, 0) AS valid_summed,
       s.rejected_votes AS rejected_stated, n.rejected AS rejected_summed, coalesce(n.forms_in, 0) AS forms_in,
       coalesce(t.stations, 0) AS stations,
       coalesce((SELECT jsonb_object_agg(d.code, v.votes) FROM form_votes v JOIN candidates d USING (candidate_id)
                 WHERE v.form_id = s.form_id), '{}') AS stated,
       coalesce((SELECT jsonb_object_agg(v.code, v.votes) FROM votes v WHERE v.form_id = s.form_id), '{}') AS summed
FROM sheets s LEFT JOIN counts n USING (form_id)
LEFT JOIN stations t ON t.register_id = s.register_id AND t.area_id = s.leaf_area_id
