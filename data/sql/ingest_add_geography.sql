-- Purpose: stores a new geography.
-- Parameters: code, level_names (text[], root first). Columns: geography_id. Grain: one row. Index: none.
-- Caller: data.ingest.load_register.
INSERT INTO geographies (code, level_names) VALUES (:code, :level_names) RETURNING geography_id
