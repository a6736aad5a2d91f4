-- Purpose: current forms with a high score of the rules that no manager has confirmed or taken out of the totals yet.
-- Parameters: election_id; score_pct (the least, of 100); most (rows).
-- Columns: those of every detector (data.alerts.spans.Span.of); never a figure. Grain: one row a form.
-- Index: form_scores_top, result_forms_pkey. Caller: data.alerts.detectors.forms
SELECT 'form:' || s.form_id AS key, s.leaf_area_id AS area_id, a.path_ids[2] AS place_id, s.scored_at_utc AS began_at,
       CAST(NULL AS timestamptz) AS ended_at, CAST(NULL AS text) AS severity, s.station_id, s.form_id,
       CAST(NULL AS bigint) AS incident_id,
       jsonb_build_object('contest', c.title, 'station', coalesce(p.name, a.name), 'score_pct', round(100 * s.open_score)::integer) AS numbers,
       jsonb_build_array(jsonb_build_object('href', '/manage/forms/' || f.uid, 'what', 'form'))
         || CASE WHEN p.code IS NULL THEN '[]'::jsonb ELSE jsonb_build_array(
              jsonb_build_object('href', '/manage/stations/' || e.code || '/' || p.code, 'what', 'dossier')) END AS evidence
FROM form_scores s
JOIN result_forms f USING (form_id)
JOIN races r ON r.race_id = s.race_id JOIN contests c USING (contest_id) JOIN elections e ON e.election_id = s.election_id
JOIN areas a ON a.area_id = s.leaf_area_id
LEFT JOIN polling_stations p ON p.station_id = s.station_id
WHERE s.election_id = CAST(:election_id AS smallint) AND s.open_score >= CAST(:score_pct AS integer) / 100.0
  AND f.is_current AND f.state IN ('preliminary', 'verified')
ORDER BY s.open_score DESC
LIMIT CAST(:most AS integer)
