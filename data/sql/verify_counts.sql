-- Purpose: how many forms each queue holds for the person of the transaction; counting stops at a number, so that a full
--   night's backlog costs no more than a small one.
-- Parameters: contest, area (codes, NULL any); most.
-- Columns: second; differ; disputed; confirm.
-- Grain: one row.
-- Index: result_forms_queue, result_forms_disputed, result_forms_to_confirm, second_entries_differ.
-- Caller: data.verify.listing
WITH places AS MATERIALIZED (
  SELECT a.area_id FROM areas a
  WHERE ((SELECT app_role()) = 'super_admin' OR a.path_ids && (SELECT app_scope()))
    AND (CAST(:area AS text) IS NULL
         OR EXISTS (SELECT 1 FROM areas x WHERE x.code = CAST(:area AS text) AND x.area_id = ANY (a.path_ids)))
), open_races AS MATERIALIZED (
  SELECT r.race_id FROM races r JOIN contests c USING (contest_id) JOIN elections e USING (election_id)
  WHERE e.status IN ('active', 'paused') AND (CAST(:contest AS text) IS NULL OR c.code = CAST(:contest AS text))
), waiting AS (
  SELECT 1 FROM places p JOIN LATERAL (
    SELECT 1 FROM result_forms f
    WHERE f.leaf_area_id = p.area_id AND f.is_current AND f.verified_by IS NULL AND f.entered_by IS DISTINCT FROM (SELECT app_user_id())
      AND (f.state = 'preliminary' OR (f.state = 'disputed' AND f.hold_rule <> 'manager'))
      AND NOT EXISTS (SELECT 1 FROM second_entries s WHERE s.form_id = f.form_id)
      AND (f.race_id IN (SELECT race_id FROM open_races)) IS TRUE LIMIT CAST(:most AS integer)) w ON true LIMIT CAST(:most AS integer)
), differing AS (
  SELECT DISTINCT f.form_id FROM second_entries s JOIN result_forms f USING (form_id) JOIN places p ON p.area_id = f.leaf_area_id
  WHERE NOT s.agrees AND f.is_current AND f.verified_by IS NULL AND (f.race_id IN (SELECT race_id FROM open_races)) IS TRUE
  LIMIT CAST(:most AS integer)
), held AS (
  SELECT 1 FROM places p JOIN LATERAL (
    SELECT 1 FROM result_forms f
    WHERE f.leaf_area_id = p.area_id AND f.is_current AND f.state = 'disputed'
      AND (f.race_id IN (SELECT race_id FROM open_races)) IS TRUE LIMIT CAST(:most AS integer)) w ON true LIMIT CAST(:most AS integer)
), ready AS (
  SELECT 1 FROM places p JOIN LATERAL (
    SELECT 1 FROM result_forms f
    WHERE f.leaf_area_id = p.area_id AND f.is_current AND f.state = 'verified'
      AND f.entered_by IS DISTINCT FROM (SELECT app_user_id()) AND f.verified_by IS DISTINCT FROM (SELECT app_user_id())
      AND (f.race_id IN (SELECT race_id FROM open_races)) IS TRUE LIMIT CAST(:most AS integer)) w ON true LIMIT CAST(:most AS integer)
)
SELECT (SELECT count(*) FROM waiting) AS second, (SELECT count(*) FROM differing) AS differ,
       (SELECT count(*) FROM held) AS disputed, (SELECT count(*) FROM ready) AS confirm
