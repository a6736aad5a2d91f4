-- Purpose: all areas of a geography, with what one register says about them.
-- Parameters: geography_id, register_id.
-- Columns: area_id, code, name, level, parent_code (NULL for the root), path_ids (root first), in_register,
--   registered_voters (voters; NULL = unknown), has_boundary.
-- Grain: area, in area order. Index: areas_geography_id_code_key, register_areas_pkey.
-- Caller: data.ingest.load_register, data.ingest.stored.
SELECT a.area_id, a.code, a.name, a.level, p.code AS parent_code, a.path_ids,
       ra.area_id IS NOT NULL AS in_register, ra.registered_voters, a.boundary IS NOT NULL AS has_boundary
FROM areas a
LEFT JOIN areas p ON p.area_id = a.parent_id
LEFT JOIN register_areas ra ON ra.area_id = a.area_id AND ra.register_id = :register_id
WHERE a.geography_id = :geography_id
ORDER BY a.area_order, a.area_id
