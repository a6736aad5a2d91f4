-- Purpose: forms that are held out of the totals, since when; with `since` also those that were let in again after it.
-- Parameters: election_id; since (NULL: only what is so now); most (rows).
-- Columns: those of every detector (data.alerts.spans.Span.of); never a figure. Grain: one row a form and time.
-- Index: result_forms_held by race, form_steps_form; for the past form_steps_at (BRIN), which no day makes long.
-- Caller: data.alerts.detectors.forms
WITH here AS MATERIALIZED (
  SELECT r.race_id, c.title AS contest, e.code AS election
  FROM races r JOIN contests c USING (contest_id) JOIN elections e USING (election_id)
  WHERE e.election_id = CAST(:election_id AS smallint)
), held AS (
  (SELECT f.form_id, f.uid, f.station_id, f.leaf_area_id, h.contest, h.election,
         coalesce((SELECT max(s.at_utc) FROM form_steps s WHERE s.form_id = f.form_id AND s.step IN ('held', 'disputed')), f.entered_at_utc) AS began_at,
         CAST(NULL AS timestamptz) AS ended_at
  FROM here h JOIN result_forms f USING (race_id)
  WHERE f.is_current AND f.is_counting AND f.state = 'disputed'
  LIMIT CAST(:most AS integer))
  UNION ALL
  (SELECT f.form_id, f.uid, f.station_id, f.leaf_area_id, h.contest, h.election,
         (SELECT max(b.at_utc) FROM form_steps b WHERE b.form_id = s.form_id AND b.step IN ('held', 'disputed') AND b.at_utc < s.at_utc),
         s.at_utc
  FROM form_steps s JOIN result_forms f USING (form_id) JOIN here h USING (race_id)
  WHERE CAST(:since AS timestamptz) IS NOT NULL AND s.at_utc >= CAST(:since AS timestamptz)
    AND s.step IN ('released', 'verified', 'confirmed', 'superseded') AND f.is_counting
    AND EXISTS (SELECT 1 FROM form_steps b WHERE b.form_id = s.form_id AND b.step IN ('held', 'disputed') AND b.at_utc < s.at_utc
                AND NOT EXISTS (SELECT 1 FROM form_steps o WHERE o.form_id = b.form_id AND o.at_utc > b.at_utc AND o.at_utc < s.at_utc
                                AND o.step IN ('released', 'verified', 'confirmed', 'superseded')))
  LIMIT CAST(:most AS integer))
)
SELECT 'form:' || x.form_id AS key, x.leaf_area_id AS area_id, a.path_ids[2] AS place_id, x.began_at, x.ended_at,
       CAST(NULL AS text) AS severity, x.station_id, x.form_id, CAST(NULL AS bigint) AS incident_id,
       jsonb_build_object('contest', x.contest, 'station', coalesce(p.name, a.name), 'since_at', x.began_at) AS numbers,
       jsonb_build_array(jsonb_build_object('href', '/manage/forms/' || x.uid, 'what', 'form'))
         || CASE WHEN p.code IS NULL THEN '[]'::jsonb ELSE jsonb_build_array(
              jsonb_build_object('href', '/manage/stations/' || x.election || '/' || p.code, 'what', 'dossier')) END AS evidence
FROM held x JOIN areas a ON a.area_id = x.leaf_area_id LEFT JOIN polling_stations p USING (station_id)
