-- Purpose: areas of an election by name or code, those of upper levels first, only where the asker works.
-- Parameters: election (code); words_like (LIKE pattern, any case, in the name); code (exact code); rows (at most that many).
-- Columns: code; name; level (name of the level); path (text[], names of the areas above, from the top). Never NULL.
-- Grain: one row per area. Index: areas_name_trgm, areas_geography_id_code_key.
-- Caller: data.accounts.scopes
SELECT a.code, a.name, g.level_names[a.level + 1] AS level,
       ARRAY(SELECT p.name FROM areas p WHERE p.area_id = ANY (a.path_ids) AND p.area_id <> a.area_id ORDER BY p.level) AS path
FROM elections e
JOIN registers r USING (register_id)
JOIN geographies g USING (geography_id)
JOIN areas a ON a.geography_id = r.geography_id
WHERE e.code = :election AND (a.name ILIKE :words_like OR a.code = :code)
  AND EXISTS (SELECT 1 FROM register_areas x WHERE x.register_id = r.register_id AND x.area_id = a.area_id)
  AND ((SELECT app_role()) = 'super_admin' OR a.path_ids && (SELECT app_scope()))
ORDER BY (a.code = :code) DESC, a.level, a.name, a.code
LIMIT CAST(:rows AS integer)
