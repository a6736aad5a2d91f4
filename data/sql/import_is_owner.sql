-- Purpose: whether the login may do what the owner of the store may.
-- Parameters: none. Columns: is_owner. Grain: one row. Index: none. Caller: data.imports.loading.
SELECT pg_has_role(current_user, relowner, 'USAGE') AS is_owner FROM pg_class WHERE oid = CAST('result_forms' AS regclass)
