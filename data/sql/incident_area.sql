-- Purpose: an area of an election by its code.
-- Parameters: election_id; code. Columns: area_id; name; level. Never NULL. Grain: one row, or none. Index: areas_geography_id_code_key.
-- Caller: data.incidents.queue
SELECT a.area_id, a.name, a.level FROM elections e JOIN registers r USING (register_id) JOIN areas a USING (geography_id)
WHERE e.election_id = :election_id AND a.code = :code
