-- Purpose: whether the import has staged forms.
-- Parameters: none. Columns: has_stage. Grain: one row. Index: none. Caller: data.imports.effects.
SELECT to_regclass('pg_temp.ingest_forms') IS NOT NULL AS has_stage
