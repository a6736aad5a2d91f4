-- Purpose: adds a job for a file that is in the file store; a job with that uid that is there already is left alone.
-- Parameters: uid (uuid), election_id (NULL: a bundle), kind, format, status, origin, file_name, file_sha256, file_bytes,
--   header_sha256 (NULL: its columns are known), created_by (NULL: the watched folder), fault, remedy (NULL: none).
-- Columns: none. Grain: one row. Index: import_jobs_uid_key. Caller: data.imports.intake.
INSERT INTO import_jobs (uid, election_id, kind, format, status, origin, file_name, file_sha256, file_bytes, header_sha256, created_by, fault,
  remedy)
VALUES (CAST(:uid AS uuid), CAST(:election_id AS smallint), CAST(:kind AS import_kind), CAST(:format AS import_format),
        CAST(:status AS import_status), :origin, :file_name, :file_sha256, :file_bytes, :header_sha256, CAST(:created_by AS integer), :fault,
        :remedy)
ON CONFLICT (uid) DO NOTHING
