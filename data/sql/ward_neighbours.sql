-- Purpose: the areas that share a border with one, as far as the asker's scope goes.
-- Parameters: area_id; register_id.
-- Columns: code; name. Never NULL.
-- Grain: one row per neighbour, by name.
-- Index: area_neighbours_pkey, areas_pkey, register_areas_pkey.
-- Caller: data.wards.place
SELECT a.code, a.name
FROM area_neighbours n
JOIN areas a ON a.area_id = n.neighbour_id
JOIN register_areas x ON x.register_id = :register_id AND x.area_id = a.area_id
WHERE n.area_id = :area_id AND ((SELECT app_role()) = 'super_admin' OR a.path_ids && (SELECT app_scope()))
ORDER BY a.name, a.code
