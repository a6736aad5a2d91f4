-- Purpose: which fictional observer stands at which station of an election.
-- Parameters: election_id; prefix (of their user names). Columns: station_id; user_id. Grain: station with an observer.
-- Index: polling_stations_register_id_code_key, assignments_station, users_pkey. Caller: data.simulate.observers
SELECT s.station_id, min(u.user_id) AS user_id
FROM elections e JOIN polling_stations s USING (register_id) JOIN assignments a USING (station_id) JOIN users u USING (user_id)
WHERE e.election_id = :election_id AND a.ended_at_utc IS NULL AND NOT u.is_active
  AND starts_with(u.username, CAST(:prefix AS text))
GROUP BY s.station_id
