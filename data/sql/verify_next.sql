-- Purpose: the form that is next for a second entry by the person of the transaction, locked; others skip it meanwhile.
--   A form waits when it is current, preliminary or held by a rule, not verified, not entered by the asker, without a
--   second entry, not claimed. Counting sources first, then forms that a rule holds, then the oldest.
--   IS TRUE keeps the races a hash that is made once: as a join they would be read again for every area.
-- Parameters: contest, area (codes, NULL any); depth (forms looked at in each area); tried (bigint[]), skipped (uuid[]): not these.
-- Columns: form_id.
-- Grain: at most one row.
-- Index: result_forms_queue and result_forms_disputed, once for each leaf area of the person's scope; second_entries and
--   form_claims by form.
-- Caller: data.verify.queue
WITH places AS MATERIALIZED (
  SELECT a.area_id FROM areas a
  WHERE ((SELECT app_role()) = 'super_admin' OR a.path_ids && (SELECT app_scope()))
    AND (CAST(:area AS text) IS NULL
         OR EXISTS (SELECT 1 FROM areas x WHERE x.code = CAST(:area AS text) AND x.area_id = ANY (a.path_ids)))
), open_races AS MATERIALIZED (
  SELECT r.race_id FROM races r JOIN contests c USING (contest_id) JOIN elections e USING (election_id)
  WHERE e.status IN ('active', 'paused') AND (CAST(:contest AS text) IS NULL OR c.code = CAST(:contest AS text))
), found AS MATERIALIZED (
  SELECT w.form_id, w.is_counting, w.is_held, w.received_at_utc
  FROM places p CROSS JOIN LATERAL (
    (SELECT f.form_id, f.is_counting, true AS is_held, f.received_at_utc
     FROM result_forms f
     WHERE f.leaf_area_id = p.area_id AND f.is_current AND f.state = 'disputed' AND f.hold_rule <> 'manager'
       AND f.verified_by IS NULL AND f.entered_by IS DISTINCT FROM (SELECT app_user_id())
       AND (f.race_id IN (SELECT race_id FROM open_races)) IS TRUE
       AND f.form_id <> ALL (CAST(:tried AS bigint[])) AND f.uid <> ALL (CAST(:skipped AS uuid[]))
       AND NOT EXISTS (SELECT 1 FROM second_entries s WHERE s.form_id = f.form_id)
       AND NOT EXISTS (SELECT 1 FROM form_claims k WHERE k.form_id = f.form_id AND k.expires_at_utc >= now())
     ORDER BY f.is_counting DESC, f.received_at_utc LIMIT CAST(:depth AS integer))
    UNION ALL
    (SELECT f.form_id, f.is_counting, false, f.received_at_utc
     FROM result_forms f
     WHERE f.leaf_area_id = p.area_id AND f.is_current AND f.state = 'preliminary'
       AND f.verified_by IS NULL AND f.entered_by IS DISTINCT FROM (SELECT app_user_id())
       AND (f.race_id IN (SELECT race_id FROM open_races)) IS TRUE
       AND f.form_id <> ALL (CAST(:tried AS bigint[])) AND f.uid <> ALL (CAST(:skipped AS uuid[]))
       AND NOT EXISTS (SELECT 1 FROM second_entries s WHERE s.form_id = f.form_id)
       AND NOT EXISTS (SELECT 1 FROM form_claims k WHERE k.form_id = f.form_id AND k.expires_at_utc >= now())
     ORDER BY f.is_counting DESC, f.received_at_utc LIMIT CAST(:depth AS integer))
  ) w
  ORDER BY w.is_counting DESC, w.is_held DESC, w.received_at_utc, w.form_id
  LIMIT 64
)
SELECT f.form_id
FROM found w JOIN result_forms f USING (form_id)
WHERE f.is_current AND f.verified_by IS NULL
ORDER BY w.is_counting DESC, w.is_held DESC, w.received_at_utc, w.form_id
LIMIT 1
FOR UPDATE OF f SKIP LOCKED
