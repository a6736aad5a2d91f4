-- Purpose: verified forms that a manager who neither entered nor verified them may confirm.
--   By place, oldest first in each place, so that a page reads only as many places as it needs.
-- Parameters: contest, area (codes, NULL any); after_area, after_at, after_form (the last row of the page before; 0, NULL, 0
--   for the first); rows.
-- Columns: form_id; place_key (of the next page); received_at_utc.
-- Grain: one row a form.
-- Index: result_forms_to_confirm, place by place.
-- Caller: data.verify.listing
WITH places AS MATERIALIZED (
  SELECT a.area_id FROM areas a
  WHERE ((SELECT app_role()) = 'super_admin' OR a.path_ids && (SELECT app_scope()))
    AND (CAST(:area AS text) IS NULL
         OR EXISTS (SELECT 1 FROM areas x WHERE x.code = CAST(:area AS text) AND x.area_id = ANY (a.path_ids)))
    AND a.area_id >= CAST(:after_area AS integer)
), open_races AS MATERIALIZED (
  SELECT r.race_id FROM races r JOIN contests c USING (contest_id) JOIN elections e USING (election_id)
  WHERE e.status IN ('active', 'paused') AND (CAST(:contest AS text) IS NULL OR c.code = CAST(:contest AS text))
)
SELECT w.form_id, p.area_id AS place_key, w.received_at_utc
FROM places p CROSS JOIN LATERAL (
  SELECT f.form_id, f.received_at_utc
  FROM result_forms f
  WHERE f.leaf_area_id = p.area_id AND f.is_current AND f.state = 'verified' AND f.entered_by IS DISTINCT FROM (SELECT app_user_id())
    AND f.verified_by IS DISTINCT FROM (SELECT app_user_id())
    AND (f.race_id IN (SELECT race_id FROM open_races)) IS TRUE
    AND (p.area_id > CAST(:after_area AS integer) OR CAST(:after_at AS timestamptz) IS NULL
         OR (f.received_at_utc, f.form_id) > (CAST(:after_at AS timestamptz), CAST(:after_form AS bigint)))
  ORDER BY f.received_at_utc, f.form_id LIMIT CAST(:rows AS integer)
) w
ORDER BY p.area_id, w.received_at_utc, w.form_id
LIMIT CAST(:rows AS integer)
