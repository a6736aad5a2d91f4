-- Purpose: the box that the station points of a register fill.
-- Parameters: register_id. Columns: west, south, east, north (degrees; NULL without points). Grain: one row.
-- Index: polling_stations_register_id_code_key. Caller: data.ingest.load_geometry.
SELECT ST_XMin(box) AS west, ST_YMin(box) AS south, ST_XMax(box) AS east, ST_YMax(box) AS north
FROM (SELECT ST_Extent(point::geometry) AS box FROM polling_stations WHERE register_id = :register_id) extent
