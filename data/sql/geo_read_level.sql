-- Purpose: the areas of one level that have a boundary, in area order.
-- Parameters: geography_id, level.
-- Columns: area_id; parent_id (NULL for the root); code; name; wkb (MultiPolygon, degrees, never NULL).
-- Grain: area. Index: areas_level. Caller: data.geo.store.refresh_level.
SELECT area_id, parent_id, code, name, ST_AsBinary(boundary) AS wkb
FROM areas
WHERE geography_id = :geography_id AND level = :level AND boundary IS NOT NULL
ORDER BY area_order, area_id
