-- Purpose: imports that failed, until one of the same file succeeds or so many hours have passed.
-- Parameters: election_id; hours; now; most (rows). Columns: those of every detector (data.alerts.spans.Span.of).
-- Grain: one row a job. Index: import_jobs_changed, import_jobs_file. Caller: data.alerts.detectors.messages
SELECT 'import:' || j.job_id AS key, t.area_id, CAST(NULL AS integer) AS place_id, j.changed_at_utc AS began_at,
       CAST(NULL AS timestamptz) AS ended_at, CAST(NULL AS text) AS severity, CAST(NULL AS integer) AS station_id,
       CAST(NULL AS bigint) AS form_id, CAST(NULL AS bigint) AS incident_id,
       jsonb_build_object('file', j.file_name, 'since_at', j.changed_at_utc) AS numbers,
       jsonb_build_array(jsonb_build_object('href', '/manage/imports/' || j.uid, 'what', 'import')) AS evidence
FROM import_jobs j JOIN elections e USING (election_id)
JOIN registers r USING (register_id) JOIN areas t ON t.geography_id = r.geography_id AND t.level = 0
WHERE j.election_id = CAST(:election_id AS smallint) AND j.status = 'failed'
  AND j.changed_at_utc >= CAST(:now AS timestamptz) - make_interval(hours => CAST(:hours AS integer))
  AND NOT EXISTS (SELECT 1 FROM import_jobs k WHERE k.file_sha256 = j.file_sha256 AND k.job_id > j.job_id AND k.status = 'done')
ORDER BY j.changed_at_utc DESC
LIMIT CAST(:most AS integer)
