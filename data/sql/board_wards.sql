-- Purpose: the wards of a board that lie in an area and in the scope of the person, up to a number.
-- Parameters: area_id (NULL: the whole scope); most.
-- Columns: area_id. Never NULL. Grain: ward.
-- Index: areas_pkey, areas_parent.
-- Caller: data.board.places
WITH RECURSIVE below AS (
  SELECT a.area_id FROM areas a
  WHERE CASE WHEN CAST(:area_id AS integer) IS NOT NULL THEN a.area_id = CAST(:area_id AS integer)
             ELSE a.area_id = ANY (ARRAY(SELECT unnest(app_scope()))) END
  UNION
  SELECT a.area_id FROM below b JOIN areas a ON a.parent_id = b.area_id
)
SELECT b.area_id FROM below b JOIN areas a USING (area_id)
WHERE NOT EXISTS (SELECT 1 FROM areas x WHERE x.parent_id = b.area_id)
  AND ((SELECT app_role()) = 'super_admin' OR a.path_ids && (SELECT app_scope()))
LIMIT CAST(:most AS integer)
