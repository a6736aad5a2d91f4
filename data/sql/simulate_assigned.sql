-- Purpose: the stations of an election that people who can sign in report from.
-- Parameters: election_id. Columns: station_id. Grain: station. Index: assignments_station.
-- Caller: data.simulate.stored.
SELECT DISTINCT s.station_id
FROM elections e JOIN polling_stations s USING (register_id) JOIN assignments a USING (station_id) JOIN users u USING (user_id)
WHERE e.election_id = :election_id AND a.ended_at_utc IS NULL AND u.is_active
