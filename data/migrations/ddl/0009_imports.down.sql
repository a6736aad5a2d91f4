DROP TABLE import_mappings, import_changes, import_refusals, import_jobs;
DROP FUNCTION guard_import_step(), app_import_elections();
DROP TYPE import_status, import_format, import_kind;
REVOKE SELECT ON elections, registers FROM matokeo_definer;
