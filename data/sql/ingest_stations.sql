-- Purpose: all stations of a register, to compare with a file.
-- Parameters: register_id.
-- Columns: station_id, code, name, area_code, registered_voters (NULL = unknown), longitude and latitude (degrees,
--   NULL = unknown), register_order, has_forms.
-- Grain: station. Index: polling_stations_register_id_code_key, result_forms_station.
-- Caller: data.ingest.load_register.
SELECT s.station_id, s.code, s.name, a.code AS area_code, s.registered_voters,
       ST_X(s.point::geometry) AS longitude, ST_Y(s.point::geometry) AS latitude, s.register_order,
       EXISTS (SELECT 1 FROM result_forms f WHERE f.station_id = s.station_id) AS has_forms
FROM polling_stations s
JOIN areas a USING (area_id)
WHERE s.register_id = :register_id
