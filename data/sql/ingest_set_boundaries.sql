-- Purpose: stores the boundaries that differ from the stored ones.
-- Parameters: ids (integer[]), shapes (bytea[], WKB MultiPolygons in degrees), one of each per area.
-- Columns: area_id, had_boundary, of the changed areas only. Grain: area. Index: areas_pkey.
-- Caller: data.ingest.load_geometry.
WITH given AS (
  SELECT area_id, ST_GeomFromWKB(shape, 4326) AS boundary
  FROM unnest(CAST(:ids AS integer[]), CAST(:shapes AS bytea[])) AS given (area_id, shape)
), differing AS (
  SELECT g.area_id, g.boundary, a.boundary IS NOT NULL AS had_boundary
  FROM given g JOIN areas a USING (area_id)
  WHERE ST_AsBinary(a.boundary) IS DISTINCT FROM ST_AsBinary(g.boundary)
)
UPDATE areas SET boundary = differing.boundary
FROM differing
WHERE differing.area_id = areas.area_id
RETURNING areas.area_id, differing.had_boundary
