-- Purpose: how many other elections use a geography.
-- Parameters: geography_id, register_id (of the election at hand). Columns: registers (count). Grain: one row.
-- Index: none, there are few. Caller: data.ingest.load_register.
SELECT count(*) AS registers FROM registers WHERE geography_id = :geography_id AND register_id <> :register_id
