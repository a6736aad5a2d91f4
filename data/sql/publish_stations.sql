-- Purpose: the polling stations of an election's register, for places, letters of states and ward documents.
-- Parameters: election_id.
-- Columns: station_id; area_id (ward); code; name; registered_voters (NULL unknown); latitude, longitude (degrees, NULL unknown).
-- Grain: one row per active station in register order.
-- Index: polling_stations_register_id_code_key. Read when an election is loaded, never per version.
-- Caller: data.publish.register
SELECT p.station_id, p.area_id, p.code, p.name, p.registered_voters,
       ST_Y(p.point::geometry) AS latitude, ST_X(p.point::geometry) AS longitude
FROM elections e JOIN polling_stations p USING (register_id)
WHERE e.election_id = :election_id AND p.active
ORDER BY p.area_id, p.register_order, p.code
