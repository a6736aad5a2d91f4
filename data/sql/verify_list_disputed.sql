-- Purpose: disputed forms, held by a rule or a manager, oldest first.
-- Parameters: contest, area (codes, NULL any); after_at, after_form (the last row
--   of the page before; NULL, 0 for the first); rows.
-- Columns: form_id; place_key (0); received_at_utc.
-- Grain: one row a form.
-- Index: result_forms_disputed.
-- Caller: data.verify.listing
WITH places AS MATERIALIZED (
  SELECT a.area_id FROM areas a
  WHERE ((SELECT app_role()) = 'super_admin' OR a.path_ids && (SELECT app_scope()))
    AND (CAST(:area AS text) IS NULL
         OR EXISTS (SELECT 1 FROM areas x WHERE x.code = CAST(:area AS text) AND x.area_id = ANY (a.path_ids)))
), open_races AS MATERIALIZED (
  SELECT r.race_id FROM races r JOIN contests c USING (contest_id) JOIN elections e USING (election_id)
  WHERE e.status IN ('active', 'paused') AND (CAST(:contest AS text) IS NULL OR c.code = CAST(:contest AS text))
)
SELECT f.form_id, 0 AS place_key, f.received_at_utc
FROM places p JOIN result_forms f ON f.leaf_area_id = p.area_id
WHERE f.is_current AND f.state = 'disputed'
  AND (f.race_id IN (SELECT race_id FROM open_races)) IS TRUE
  AND (CAST(:after_at AS timestamptz) IS NULL
       OR (f.received_at_utc, f.form_id) > (CAST(:after_at AS timestamptz), CAST(:after_form AS bigint)))
ORDER BY f.received_at_utc, f.form_id
LIMIT CAST(:rows AS integer)
