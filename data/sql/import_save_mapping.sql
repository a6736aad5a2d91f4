-- Purpose: remembers what was said of a file, for the next one with the same header.
-- Parameters: election_id, header_sha256, name, mapping (jsonb as text), user_id. Columns: none. Grain: one row.
-- Index: import_mappings_election_id_header_sha256_key. Caller: data.imports.steps.
INSERT INTO import_mappings (election_id, header_sha256, name, mapping, saved_by)
VALUES (CAST(:election_id AS smallint), :header_sha256, :name, CAST(:mapping AS jsonb), CAST(:user_id AS integer))
ON CONFLICT (election_id, header_sha256) DO UPDATE
SET name = EXCLUDED.name, mapping = EXCLUDED.mapping, saved_by = EXCLUDED.saved_by, saved_at_utc = now()
