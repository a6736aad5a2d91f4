-- Purpose: gives the demo's observer some stations of one ward that have no form at all, unless they have some in this election.
-- Parameters: election (code); username; stations (how many). Columns: code. Grain: station assigned.
-- Index: elections_code_key, result_forms_station, polling_stations_area. Caller: data.simulate.demo_people
WITH me AS (SELECT user_id FROM users WHERE username = :username),
e AS (SELECT register_id FROM elections WHERE code = :election),
had AS (
  SELECT 1 FROM assignments a JOIN me USING (user_id) JOIN polling_stations s USING (station_id) JOIN e USING (register_id)
  WHERE a.ended_at_utc IS NULL
),
free AS (
  SELECT s.station_id, s.area_id, s.code, row_number() OVER (PARTITION BY s.area_id ORDER BY s.register_order) AS place,
         count(*) OVER (PARTITION BY s.area_id) AS n
  FROM polling_stations s JOIN e USING (register_id)
  WHERE NOT EXISTS (SELECT 1 FROM result_forms f WHERE f.station_id = s.station_id)
),
ward AS (SELECT area_id FROM free ORDER BY n < :stations, area_id LIMIT 1),
made AS (
  INSERT INTO assignments (user_id, station_id)
  SELECT me.user_id, f.station_id FROM free f JOIN ward USING (area_id), me
  WHERE f.place <= :stations AND NOT EXISTS (SELECT FROM had)
  RETURNING station_id
)
SELECT s.code FROM made JOIN polling_stations s USING (station_id) ORDER BY s.code
