-- Purpose: stations of an election by name or code, only where the asker works.
-- Parameters: election (code); words_like (LIKE pattern, any case, in the name); code_like (LIKE pattern of the code); rows (at most that many).
-- Columns: code; name; level (station); path (text[], names of the areas above, from the top). Never NULL.
-- Grain: one row per station. Index: polling_stations_name_trgm, polling_stations_register_id_code_key.
-- Caller: data.accounts.scopes
SELECT s.code, s.name, 'station' AS level,
       ARRAY(SELECT p.name FROM areas p WHERE p.area_id = ANY (a.path_ids) ORDER BY p.level) AS path
FROM elections e
JOIN polling_stations s USING (register_id)
JOIN areas a USING (area_id)
WHERE e.code = :election AND (s.name ILIKE :words_like OR s.code LIKE :code_like)
  AND ((SELECT app_role()) = 'super_admin' OR a.path_ids && (SELECT app_scope()))
ORDER BY s.name, s.code
LIMIT CAST(:rows AS integer)
