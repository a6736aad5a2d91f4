-- Purpose: sets the label points of areas.
-- Parameters: ids (integer[]), longitudes and latitudes (double precision[], degrees), one of each per area.
-- Columns: none. Grain: area. Index: areas_pkey. Caller: data.geo.store.refresh_level.
UPDATE areas
SET label_point = ST_SetSRID(ST_MakePoint(given.longitude, given.latitude), 4326)
FROM unnest(CAST(:ids AS integer[]), CAST(:longitudes AS double precision[]), CAST(:latitudes AS double precision[]))
  AS given (area_id, longitude, latitude)
WHERE areas.area_id = given.area_id
