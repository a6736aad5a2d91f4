-- Purpose: the wards of a contest's board below areas: their rows must be looked at again.
-- Parameters: contest_ids, area_ids (parallel arrays).
-- Columns: contest_id; area_id (a ward). Never NULL.
-- Grain: one row a contest and ward.
-- Index: areas_parent, board_facets_pkey.
-- Caller: data.board.write
WITH RECURSIVE below AS (
  SELECT DISTINCT contest_id, area_id
  FROM unnest(CAST(:contest_ids AS integer[]), CAST(:area_ids AS integer[])) AS u (contest_id, area_id)
  UNION
  SELECT b.contest_id, a.area_id FROM below b JOIN areas a ON a.parent_id = b.area_id
)
SELECT b.contest_id, b.area_id FROM below b
JOIN board_arrivals f ON f.contest_id = b.contest_id AND f.area_id = b.area_id
WHERE NOT EXISTS (SELECT 1 FROM areas x WHERE x.parent_id = b.area_id)
