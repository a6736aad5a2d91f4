-- Purpose: gives an area another name.
-- Parameters: area_id, name. Columns: none. Grain: area. Index: areas_pkey. Caller: data.ingest.load_register.
UPDATE areas SET name = :name WHERE area_id = :area_id
