-- Purpose: what was said of the last file of an election with this header.
-- Parameters: election_id, header_sha256. Columns: name, mapping. Grain: one row or none.
-- Index: import_mappings_election_id_header_sha256_key. Caller: data.imports.preview.
SELECT name, mapping FROM import_mappings
WHERE election_id = CAST(:election_id AS smallint) AND header_sha256 = :header_sha256
