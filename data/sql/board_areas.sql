-- Purpose: areas by their number.
-- Parameters: area_ids (integer[]).
-- Columns: area_id; code; name; level; has_below. Never NULL. Grain: area.
-- Index: areas_pkey, areas_parent.
-- Caller: data.board.places
SELECT a.area_id, a.code, a.name, a.level, EXISTS (SELECT 1 FROM areas x WHERE x.parent_id = a.area_id) AS has_below
FROM areas a WHERE a.area_id = ANY (CAST(:area_ids AS integer[]))
