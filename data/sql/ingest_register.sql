-- Purpose: an election's register by its code.
-- Parameters: code. Columns: register_id, geography_id, geography_code (never NULL). Grain: at most one row.
-- Index: registers_code_key. Caller: data.ingest.load_register.
SELECT r.register_id, r.geography_id, g.code AS geography_code
FROM registers r JOIN geographies g USING (geography_id)
WHERE r.code = :code
