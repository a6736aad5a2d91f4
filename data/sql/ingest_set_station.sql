-- Purpose: changes a station of the register.
-- Parameters: station_id, name, area_id, voters (NULL = unknown), longitude, latitude (degrees; NULL = unknown).
-- Columns: none. Grain: station. Index: polling_stations_pkey. Caller: data.ingest.load_register.
UPDATE polling_stations
SET name = :name, area_id = :area_id, registered_voters = :voters,
    point = ST_SetSRID(ST_MakePoint(CAST(:longitude AS double precision), CAST(:latitude AS double precision)), 4326)::geography
WHERE station_id = :station_id
