-- Purpose: makes a revision of the second reading that a third person found right.
-- Parameters: second_entry_id; uid; reason; receipt; figures_sha256.
-- Columns: form_id.
-- Grain: one row. Index: second_entries_pkey.
-- Caller: data.verify.resolve
SELECT adopt_second_entry(CAST(:second_entry_id AS bigint), CAST(:uid AS uuid), CAST(:reason AS text), CAST(:receipt AS text),
                          CAST(:figures_sha256 AS bytea)) AS form_id
