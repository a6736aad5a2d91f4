-- Purpose: boundaries of the areas below one area, for the map of the station board.
-- Parameters: geography_id; area (code).
-- Columns: sha256; body (TopoJSON).
-- Grain: at most one row.
-- Index: areas_geography_id_code_key, geometry_documents_pkey.
-- Caller: data.board.geometry
SELECT g.sha256, g.body
FROM areas a JOIN geometry_documents g USING (area_id)
WHERE a.geography_id = CAST(:geography_id AS smallint) AND a.code = CAST(:area AS text)
