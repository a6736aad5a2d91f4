-- Purpose: corrections that took votes away: counting forms, read by two people, whose revision has fewer valid votes than the one before.
-- Parameters: election_id; hours (how long it is told); since (NULL: so many hours); now; most (rows).
-- Columns: those of every detector (data.alerts.spans.Span.of). Grain: one row a revision.
-- Index: result_forms_revised, result_forms_station. Caller: data.alerts.detectors.forms
SELECT 'form:' || f.form_id AS key, f.leaf_area_id AS area_id, a.path_ids[2] AS place_id, f.entered_at_utc AS began_at,
       CASE WHEN f.is_current AND f.state = 'verified' THEN NULL ELSE f.entered_at_utc END AS ended_at,
       CAST(NULL AS text) AS severity, f.station_id, f.form_id, CAST(NULL AS bigint) AS incident_id,
       jsonb_build_object('contest', c.title, 'station', coalesce(p.name, a.name), 'votes', b.valid_votes - f.valid_votes,
         'since_at', f.entered_at_utc) AS numbers,
       jsonb_build_array(jsonb_build_object('href', '/manage/forms/' || f.uid, 'what', 'form')) AS evidence
FROM result_forms f
JOIN result_forms b ON b.station_id = f.station_id AND b.race_id = f.race_id AND b.source = f.source AND b.revision = f.revision - 1
JOIN races r ON r.race_id = f.race_id JOIN contests c USING (contest_id)
JOIN areas a ON a.area_id = f.leaf_area_id
LEFT JOIN polling_stations p ON p.station_id = f.station_id
WHERE f.revision > 1 AND f.is_counting AND f.verified_by IS NOT NULL AND f.state IN ('verified', 'confirmed')
  AND c.election_id = CAST(:election_id AS smallint)
  AND b.valid_votes > f.valid_votes
  AND f.entered_at_utc >= CAST(:now AS timestamptz) - make_interval(hours => CAST(:hours AS integer))
  AND (CAST(:since AS timestamptz) IS NOT NULL OR (f.is_current AND f.state = 'verified'))
ORDER BY f.entered_at_utc DESC
LIMIT CAST(:most AS integer)
