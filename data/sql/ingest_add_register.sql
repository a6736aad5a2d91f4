-- Purpose: stores a new register.
-- Parameters: code, geography_id. Columns: register_id. Grain: one row. Index: none.
-- Caller: data.ingest.load_register.
INSERT INTO registers (geography_id, code) VALUES (:geography_id, :code) RETURNING register_id
