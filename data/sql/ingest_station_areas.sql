-- Purpose: which area each station of a register lies in.
-- Parameters: register_id. Columns: code, area_code (never NULL). Grain: station.
-- Index: polling_stations_register_id_code_key. Caller: data.ingest.stored.
SELECT s.code, a.code AS area_code FROM polling_stations s JOIN areas a USING (area_id) WHERE s.register_id = :register_id
