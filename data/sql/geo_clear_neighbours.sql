-- Purpose: forgets who borders whom in one level of a geography, before it is written anew.
-- Parameters: geography_id, level. Columns: none. Grain: pair of areas. Index: areas_level, area_neighbours_pkey.
-- Caller: data.geo.store.refresh_level.
DELETE FROM area_neighbours
USING areas
WHERE areas.area_id = area_neighbours.area_id AND areas.geography_id = :geography_id AND areas.level = :level
