-- Purpose: the area of each of many drafts of incidents and where it is drawn.
-- Parameters: drafts (JSON array: uid, station_id, area_id, longitude, latitude); election_id.
-- Columns: uid; area_id (the station's ward, else the one given, else the lowest that covers the point, else the root); longitude, latitude
--   (its point, else its station's, else the label point of its area; NULL = nowhere).
-- Grain: draft. Index: polling_stations_pkey, areas_pkey, areas_boundary.
-- Caller: data.incidents.store
WITH asked AS (
  SELECT d.*, ST_SetSRID(ST_MakePoint(d.longitude, d.latitude), 4326) AS point
  FROM jsonb_to_recordset(CAST(:drafts AS jsonb)) AS d (uid uuid, station_id integer, area_id integer, longitude double precision,
    latitude double precision)
), of_election AS (
  SELECT g.geography_id, cardinality(g.level_names) - 1 AS leaf FROM elections e JOIN registers r USING (register_id) JOIN geographies g
    USING (geography_id) WHERE e.election_id = CAST(:election_id AS smallint)
), placed AS (
  SELECT d.uid, coalesce(d.point, s.point::geometry) AS spot,
         coalesce(s.area_id, d.area_id,
           (SELECT a.area_id FROM areas a, of_election o WHERE a.geography_id = o.geography_id AND a.level = o.leaf
              AND ST_Covers(a.boundary, d.point) ORDER BY a.area_id LIMIT 1),
           (SELECT a.area_id FROM areas a, of_election o WHERE a.geography_id = o.geography_id AND a.level = 0 ORDER BY a.area_id LIMIT 1))
           AS area_id
  FROM asked d LEFT JOIN polling_stations s USING (station_id)
)
SELECT p.uid, p.area_id, ST_X(coalesce(p.spot, l.label_point)) AS longitude, ST_Y(coalesce(p.spot, l.label_point)) AS latitude
FROM placed p
LEFT JOIN LATERAL (
  SELECT b.label_point FROM areas a JOIN areas b ON b.area_id = ANY (a.path_ids)
  WHERE a.area_id = p.area_id AND b.label_point IS NOT NULL ORDER BY b.level DESC LIMIT 1) AS l ON p.spot IS NULL
