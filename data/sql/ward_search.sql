-- Purpose: areas of an election by name or code for the search of a ward's page, the lowest level first, only where the asker works.
-- Parameters: election (code); words (as typed); words_like (LIKE pattern for the middle of a name); rows (at most that many).
-- Columns: code; name; level (its name); above (name of the area it lies in, NULL for the root).
-- Grain: one row per area, exact codes first, then names that begin alike, then those that are like it.
-- Index: areas_name_trgm, areas_geography_id_code_key.
-- Caller: data.wards.place
SELECT a.code, a.name, g.level_names[a.level + 1] AS level, u.name AS above
FROM elections e
JOIN registers r USING (register_id)
JOIN geographies g USING (geography_id)
JOIN areas a ON a.geography_id = r.geography_id
LEFT JOIN areas u ON u.area_id = a.parent_id
WHERE e.code = :election AND (a.name ILIKE :words_like OR a.name % :words OR a.code = :words)
  AND EXISTS (SELECT 1 FROM register_areas x WHERE x.register_id = r.register_id AND x.area_id = a.area_id)
  AND ((SELECT app_role()) = 'super_admin' OR a.path_ids && (SELECT app_scope()))
ORDER BY (a.code = :words) DESC, (a.name ILIKE :words_like) DESC, similarity(a.name, :words) DESC, a.level DESC, a.name, a.code
LIMIT CAST(:rows AS integer)
