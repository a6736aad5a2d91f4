-- Purpose: ids of the stations of an election.
-- Parameters: election_id.
-- Columns: station_id; code; area_id (ward). Grain: station. Index: polling_stations_register_id_code_key.
-- Caller: data.simulate.stored.
SELECT s.station_id, s.code, s.area_id
FROM elections e JOIN polling_stations s USING (register_id)
WHERE e.election_id = :election_id
