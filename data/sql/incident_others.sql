-- Purpose: incidents joined to one: those merged into it, the one it is merged into, others of its station.
-- Parameters: incident_id; most.
-- Columns: relation (merged, into, here); uid; receipt; title; severity; status; happened_at_utc; description.
-- Grain: relation x incident, newest first. Index: incidents_pkey, incidents_merged, incidents_station.
-- Caller: data.incidents.case
WITH x AS (SELECT incident_id, merged_into, station_id, election_id FROM incidents WHERE incident_id = :incident_id), found AS (
  SELECT 'merged' AS relation, i.incident_id FROM x JOIN incidents i ON i.merged_into = x.incident_id
  UNION ALL SELECT 'into', x.merged_into FROM x WHERE x.merged_into IS NOT NULL
  UNION ALL (SELECT 'here', i.incident_id FROM x JOIN incidents i ON i.station_id = x.station_id
             WHERE i.election_id = x.election_id AND i.incident_id <> x.incident_id AND i.merged_into IS NULL
             ORDER BY i.happened_at_utc DESC LIMIT :most)
)
SELECT f.relation, i.uid, i.receipt, k.title, i.severity::text AS severity, i.status::text AS status, i.happened_at_utc, i.description
FROM found f JOIN incidents i USING (incident_id) JOIN incident_categories k USING (category)
ORDER BY i.happened_at_utc DESC, i.incident_id DESC
