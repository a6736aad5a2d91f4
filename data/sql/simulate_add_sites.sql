-- Purpose: writes the ground points.
-- Parameters: longitudes, latitudes (double precision[], degrees), area_ids (integer[], NULL = sea), parallel.
-- Columns: none. Grain: ground point. Index: none. Caller: data.simulate.borders.
INSERT INTO simulate_sites (point, area_id)
SELECT ST_SetSRID(ST_MakePoint(given.longitude, given.latitude), 4326), given.area_id
FROM unnest(CAST(:longitudes AS double precision[]), CAST(:latitudes AS double precision[]), CAST(:area_ids AS integer[]))
  AS given (longitude, latitude, area_id)
