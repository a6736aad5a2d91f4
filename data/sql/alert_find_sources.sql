-- Purpose: forms of areas (34B) whose votes differ from the sum of the stations below, where every station is in and no figure waits for
--   a second entry. An area's form that somebody could still type blind is left out.
-- Parameters: election_id; now; most (rows). Columns: those of every detector (data.alerts.spans.Span.of).
-- Grain: one row a race, area and source. Index: other_counts_pkey, ward_counts_pkey, ward_tallies_pkey, polling_stations_area.
-- Caller: data.alerts.detectors.areas
WITH sheets AS MATERIALIZED (
  SELECT o.race_id, o.leaf_area_id AS area_id, o.source, c.title AS contest, e.code AS election, e.register_id, c.code AS contest_code
  FROM contests c JOIN elections e USING (election_id) JOIN races r USING (contest_id) JOIN other_counts o USING (race_id)
  WHERE c.election_id = CAST(:election_id AS smallint) AND NOT o.is_station AND o.forms > 0 AND o.forms_public = o.forms
), below AS MATERIALIZED (
  SELECT s.race_id, s.area_id, s.source, s.register_id, l.area_id AS leaf
  FROM sheets s
  JOIN (SELECT a.area_id, above FROM areas a CROSS JOIN unnest(a.path_ids) AS above) l ON l.above = s.area_id
), sums AS (
  SELECT b.race_id, b.area_id, b.source, sum(w.forms_public) AS forms,
         sum((SELECT count(*) FROM polling_stations p WHERE p.area_id = b.leaf AND p.register_id = b.register_id AND p.active)) AS stations
  FROM below b LEFT JOIN ward_counts w ON w.race_id = b.race_id AND w.leaf_area_id = b.leaf AND NOT w.is_area_form
  GROUP BY b.race_id, b.area_id, b.source
), votes AS (
  SELECT b.race_id, b.area_id, b.source, t.candidate_id, sum(t.votes_public) AS votes
  FROM below b JOIN ward_tallies t ON t.race_id = b.race_id AND t.leaf_area_id = b.leaf
  GROUP BY b.race_id, b.area_id, b.source, t.candidate_id
), apart AS (
  SELECT o.race_id, o.leaf_area_id AS area_id, o.source, sum(abs(o.votes_public - coalesce(v.votes, 0))) AS votes
  FROM sheets s JOIN other_tallies o ON o.race_id = s.race_id AND o.leaf_area_id = s.area_id AND o.source = s.source
  LEFT JOIN votes v ON v.race_id = o.race_id AND v.area_id = o.leaf_area_id AND v.source = o.source AND v.candidate_id = o.candidate_id
  GROUP BY o.race_id, o.leaf_area_id, o.source
)
SELECT 'race:' || s.race_id || ':' || s.area_id || ':' || s.source AS key, s.area_id, a.path_ids[2] AS place_id,
       CAST(:now AS timestamptz) AS began_at, CAST(NULL AS timestamptz) AS ended_at, CAST(NULL AS text) AS severity,
       CAST(NULL AS integer) AS station_id, CAST(NULL AS bigint) AS form_id, CAST(NULL AS bigint) AS incident_id,
       jsonb_build_object('contest', s.contest, 'source', upper(s.source), 'votes', d.votes, 'all', n.stations) AS numbers,
       jsonb_build_array(jsonb_build_object('href', '/manage/discrepancies?contest=' || s.contest_code || '&area=' || a.code,
         'what', 'discrepancies')) AS evidence
FROM sheets s JOIN sums n USING (race_id, area_id, source) JOIN apart d USING (race_id, area_id, source) JOIN areas a USING (area_id)
WHERE n.stations > 0 AND n.forms >= n.stations AND d.votes > 0
ORDER BY d.votes DESC
LIMIT CAST(:most AS integer)
