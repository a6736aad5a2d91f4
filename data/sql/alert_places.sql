-- Purpose: names of areas and of those above them. Parameters: areas (ids). Columns: area_id; code; name; level (name); places (from below the country).
-- Grain: one row an area. Index: areas_pkey. Caller: data.alerts.dryrun
SELECT x.area_id, x.code, x.name, g.level_names[x.level + 1] AS level,
       ARRAY(SELECT p.name FROM areas p WHERE p.area_id = ANY (x.path_ids) AND p.level > 0 ORDER BY p.level) AS places
FROM areas x JOIN geographies g USING (geography_id) WHERE x.area_id = ANY (CAST(:areas AS integer[]))
