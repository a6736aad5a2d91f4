-- Purpose: how many forms of counties and constituencies are late, of all that are expected there.
-- Parameters: election_id; now; most (rows). Columns: those of every detector (data.alerts.spans.Span.of).
-- Grain: one row an area of the second and third level that has late forms.
-- Index: board_facets_election; reads the sums by contest and ward, not the stations.
-- Caller: data.alerts.detectors.areas
WITH sums AS (
  SELECT f.path_ids[d.depth] AS area_id, f.path_ids[2] AS place_id, sum(f.late) AS late, sum(f.stations) AS stations
  FROM board_facets f CROSS JOIN (VALUES (2), (3)) AS d (depth)
  WHERE f.election_id = CAST(:election_id AS smallint) AND cardinality(f.path_ids) >= d.depth
  GROUP BY 1, 2
)
SELECT 'area:' || s.area_id AS key, s.area_id, s.place_id, CAST(:now AS timestamptz) AS began_at, CAST(NULL AS timestamptz) AS ended_at,
       CAST(NULL AS text) AS severity, CAST(NULL AS integer) AS station_id, CAST(NULL AS bigint) AS form_id,
       CAST(NULL AS bigint) AS incident_id,
       jsonb_build_object('late', s.late, 'all', s.stations) AS numbers,
       jsonb_build_array(jsonb_build_object('href', '/manage?election=' || e.code || '&area=' || a.code || '&late=1', 'what', 'board')) AS evidence
FROM sums s JOIN areas a USING (area_id) JOIN elections e ON e.election_id = CAST(:election_id AS smallint)
WHERE s.late > 0
ORDER BY s.late DESC
LIMIT CAST(:most AS integer)
