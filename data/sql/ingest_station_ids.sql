-- Purpose: the ids of all stations of a register by code.
-- Parameters: register_id. Columns: station_id, code (never NULL). Grain: station.
-- Index: polling_stations_register_id_code_key. Caller: data.ingest.load_forms.
SELECT station_id, code FROM polling_stations WHERE register_id = :register_id
