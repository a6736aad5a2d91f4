-- Purpose: findings of the gate, other than tallies that differ, by kind: open now; with `since` also those that ended after it.
-- Parameters: election_id; since (NULL: only what is open); most (rows). Columns: those of every detector (data.alerts.spans.Span.of).
-- Grain: one row a kind of finding and, for the past, a finding. Index: gate_findings_open; for the past gate_findings is read, some rows a night.
-- Caller: data.alerts.detectors.publication
WITH found AS (
  SELECT g.kind, count(*) AS n, min(g.found_at_utc) AS began_at, CAST(NULL AS timestamptz) AS ended_at
  FROM gate_findings g
  WHERE g.election_id = CAST(:election_id AS smallint) AND g.resolved_at_utc IS NULL AND g.kind <> 'tally_differs'
  GROUP BY g.kind
  UNION ALL
  SELECT g.kind, count(*), g.found_at_utc, g.resolved_at_utc
  FROM gate_findings g
  WHERE CAST(:since AS timestamptz) IS NOT NULL AND g.resolved_at_utc >= CAST(:since AS timestamptz)
    AND g.election_id = CAST(:election_id AS smallint) AND g.kind <> 'tally_differs'
  GROUP BY g.kind, g.found_at_utc, g.resolved_at_utc
)
SELECT 'gate:' || f.kind AS key, t.area_id, CAST(NULL AS integer) AS place_id, f.began_at, f.ended_at, CAST(NULL AS text) AS severity,
       CAST(NULL AS integer) AS station_id, CAST(NULL AS bigint) AS form_id, CAST(NULL AS bigint) AS incident_id,
       jsonb_build_object('n', f.n, 'since_at', f.began_at) AS numbers,
       jsonb_build_array(jsonb_build_object('href', '/manage/publish?election=' || e.code, 'what', 'publish')) AS evidence
FROM found f
JOIN elections e ON e.election_id = CAST(:election_id AS smallint)
JOIN registers r USING (register_id) JOIN areas t ON t.geography_id = r.geography_id AND t.level = 0
ORDER BY f.began_at
LIMIT CAST(:most AS integer)
