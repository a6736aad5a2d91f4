-- Purpose: the outlines of the areas inside one area of an election.
-- Parameters: election_id; code (NULL = the root). Columns: sha256; body (TopoJSON). Never NULL. Grain: one row, or none: no boundaries.
-- Index: areas_geography_id_code_key, geometry_documents_pkey.
-- Caller: data.incidents.heat
SELECT d.sha256, d.body
FROM elections e JOIN registers r USING (register_id) JOIN areas a USING (geography_id) JOIN geometry_documents d USING (area_id)
WHERE e.election_id = :election_id AND (a.code = CAST(:code AS text) OR (CAST(:code AS text) IS NULL AND a.level = 0))
