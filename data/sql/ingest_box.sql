-- Purpose: the box that the boundaries of a geography fill.
-- Parameters: geography_id. Columns: west, south, east, north (degrees; NULL without boundaries). Grain: one row.
-- Index: areas_level. Caller: data.ingest.load_geometry.
SELECT ST_XMin(box) AS west, ST_YMin(box) AS south, ST_XMax(box) AS east, ST_YMax(box) AS north
FROM (SELECT ST_Extent(boundary) AS box FROM areas WHERE geography_id = :geography_id) extent
