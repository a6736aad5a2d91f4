-- Purpose: the stations of a register by name, for feeds that have no codes.
-- Parameters: register_id. Columns: code, name, area_code. Grain: station. Index: polling_stations_register_id_code_key.
-- Caller: data.imports.names.
SELECT s.code, s.name, a.code AS area_code
FROM polling_stations s JOIN areas a USING (area_id)
WHERE s.register_id = CAST(:register_id AS integer)
ORDER BY s.register_order
