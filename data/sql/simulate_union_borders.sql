-- Purpose: sets the borders of one level to the union of the level below.
-- Parameters: geography_id, level.
-- Columns: none; one row updated per area.
-- Grain: area. Index: areas_parent, areas_level. Caller: data.simulate.borders.
UPDATE areas SET boundary = children.border
FROM (
  SELECT child.parent_id, ST_Multi(ST_Union(child.boundary)) AS border
  FROM areas child
  WHERE child.geography_id = :geography_id AND child.level = :level + 1
  GROUP BY child.parent_id) children
WHERE areas.area_id = children.parent_id
