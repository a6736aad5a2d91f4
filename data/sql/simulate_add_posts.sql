-- Purpose: gives the fictional observers of an election their stations.
-- Parameters: prefix (of their user names); numbers, station_ids (int[], parallel). Columns: none.
-- Grain: station. Those that they have stay. Index: users_username_key, assignments_open. Caller: data.simulate.observers
INSERT INTO assignments (user_id, station_id)
SELECT u.user_id, p.station_id
FROM unnest(CAST(:numbers AS integer[]), CAST(:station_ids AS integer[])) AS p (number, station_id)
JOIN users u ON u.username = concat(CAST(:prefix AS text), to_char(p.number, 'FM00000'))
ON CONFLICT (user_id, station_id) WHERE ended_at_utc IS NULL DO NOTHING
