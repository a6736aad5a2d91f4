-- Purpose: sets the border of each ward of a fictional country: the union of the Voronoi cells of its ground points.
-- Parameters: none.
-- Columns: none; one row updated per ward.
-- Grain: area. Neighbouring cells come from one diagram and share their vertices exactly, so wards leave no gap.
-- Index: simulate_sites_point, areas_pkey.
-- Caller: data.simulate.borders
WITH cells AS (
  SELECT (ST_Dump(ST_VoronoiPolygons(ST_Collect(point)))).geom AS cell FROM simulate_sites
), wards AS (
  SELECT s.area_id, ST_Multi(ST_Union(c.cell)) AS border
  FROM cells c JOIN simulate_sites s ON ST_Contains(c.cell, s.point)
  WHERE s.area_id IS NOT NULL
  GROUP BY s.area_id
)
UPDATE areas SET boundary = wards.border FROM wards WHERE areas.area_id = wards.area_id
