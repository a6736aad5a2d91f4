-- Purpose: constituencies in which forms wait for a second entry, how many and since when the oldest does.
-- Parameters: election_id; most (rows). Columns: those of every detector (data.alerts.spans.Span.of); never a figure.
-- Grain: one row an area of the third level (the lowest, where there are fewer).
-- Index: result_forms_queue; grows with the backlog, not with the stations.
-- Caller: data.alerts.detectors.forms
WITH here AS MATERIALIZED (
  SELECT r.race_id FROM races r JOIN contests c USING (contest_id) WHERE c.election_id = CAST(:election_id AS smallint)
), waiting AS (
  SELECT f.leaf_area_id, count(*) AS n, min(f.received_at_utc) AS since
  FROM result_forms f
  WHERE f.is_current AND f.state = 'preliminary' AND f.entered_by IS NOT NULL AND f.verified_by IS NULL
    AND f.race_id IN (SELECT race_id FROM here)
  GROUP BY f.leaf_area_id
), above AS (
  SELECT a.path_ids[least(3, cardinality(a.path_ids))] AS area_id, a.path_ids[2] AS place_id, sum(w.n) AS n, min(w.since) AS since
  FROM waiting w JOIN areas a ON a.area_id = w.leaf_area_id
  GROUP BY 1, 2
)
SELECT 'area:' || x.area_id AS key, x.area_id, x.place_id, x.since AS began_at, CAST(NULL AS timestamptz) AS ended_at,
       CAST(NULL AS text) AS severity, CAST(NULL AS integer) AS station_id, CAST(NULL AS bigint) AS form_id,
       CAST(NULL AS bigint) AS incident_id,
       jsonb_build_object('n', x.n, 'since_at', x.since) AS numbers,
       jsonb_build_array(jsonb_build_object('href', '/manage/verify?queue=second&area=' || a.code, 'what', 'verify')) AS evidence
FROM above x JOIN areas a USING (area_id)
ORDER BY x.since
LIMIT CAST(:most AS integer)
