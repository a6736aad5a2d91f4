-- Purpose: the areas that a stranger may choose from: those of one level, under the names of the level above.
-- Parameters: election_id; level. Columns: code; name; above. Never NULL. Grain: area. Index: areas_level, register_areas_pkey.
-- Caller: data.incidents.strangers
SELECT a.code, a.name, coalesce(b.name, '') AS above
FROM elections e JOIN register_areas ra USING (register_id) JOIN areas a USING (area_id) LEFT JOIN areas b ON b.area_id = a.parent_id
WHERE e.election_id = :election_id AND a.level = CAST(:level AS smallint)
ORDER BY b.area_order, b.name, a.area_order, a.name, a.code
