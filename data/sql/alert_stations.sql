-- Purpose: names of stations. Parameters: stations (ids). Columns: station_id; name. Grain: one row a station. Index: polling_stations_pkey.
-- Caller: data.alerts.dryrun
SELECT station_id, name FROM polling_stations WHERE station_id = ANY (CAST(:stations AS integer[]))
