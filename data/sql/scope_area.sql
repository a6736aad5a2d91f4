-- Purpose: an area of an election, by codes.
-- Parameters: election, area (codes).
-- Columns: area_id; name. Never NULL.
-- Grain: at most one row. Index: elections_code_key, areas_geography_id_code_key.
-- Caller: data.accounts.scopes
SELECT a.area_id, a.name
FROM elections e JOIN registers r USING (register_id) JOIN areas a ON a.geography_id = r.geography_id AND a.code = :area
WHERE e.code = :election
