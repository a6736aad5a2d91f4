-- Purpose: an area of an election's geography by its code.
-- Parameters: geography_id; code.
-- Columns: area_id; code; name; level; parent_id (NULL: the root); path_ids. Grain: at most one row.
-- Index: areas_geography_id_code_key.
-- Caller: data.board.places
SELECT area_id, code, name, level, parent_id, path_ids FROM areas
WHERE geography_id = CAST(:geography_id AS smallint) AND code = CAST(:code AS text)
