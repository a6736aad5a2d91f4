-- Purpose: a geography by its code.
-- Parameters: code. Columns: geography_id, level_names (root first; never NULL). Grain: at most one row.
-- Index: geographies_code_key. Caller: data.ingest.load_register.
SELECT geography_id, level_names FROM geographies WHERE code = :code
