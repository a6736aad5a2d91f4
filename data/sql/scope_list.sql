-- Purpose: the areas in which a person works.
-- Parameters: user_id (integer).
-- Columns: code; name; level (name of the level); path (text[], names of the areas above, from the top); election (code of the newest
--   election with the area). Never NULL.
-- Grain: one row per scope. Index: user_scopes_pkey, areas_pkey.
-- Caller: data.accounts.scopes
SELECT a.code, a.name, g.level_names[a.level + 1] AS level,
       ARRAY(SELECT p.name FROM areas p WHERE p.area_id = ANY (a.path_ids) AND p.area_id <> a.area_id ORDER BY p.level) AS path,
       coalesce((SELECT e.code FROM elections e JOIN registers r USING (register_id)
                 WHERE r.geography_id = a.geography_id ORDER BY e.election_date DESC, e.election_id DESC LIMIT 1), '') AS election
FROM user_scopes s JOIN areas a USING (area_id) JOIN geographies g USING (geography_id)
WHERE s.user_id = :user_id
ORDER BY a.level, a.name, a.code
