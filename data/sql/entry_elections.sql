-- Purpose: the elections that take forms or soon will, with the areas at which the asker's work begins: the whole country
--   for an administrator, the areas of the scope for a manager.
-- Parameters: none.
-- Columns: election; title; is_test; code, name, level of the area.
-- Grain: election x area of the scope. Index: user_scopes_pkey, register_areas_pkey, areas_pkey.
-- Caller: data.entry.areas
SELECT e.code AS election, e.title, e.is_test, a.code, a.name, g.level_names[a.level + 1] AS level
FROM elections e
JOIN register_areas ra USING (register_id)
JOIN areas a USING (area_id)
JOIN geographies g USING (geography_id)
WHERE e.status IN ('scheduled', 'active', 'paused')
  AND CASE WHEN app_role() = 'super_admin' THEN a.parent_id IS NULL ELSE a.area_id = ANY (app_scope()) END
ORDER BY e.status = 'active' DESC, e.election_date DESC, e.code, a.level, a.code
