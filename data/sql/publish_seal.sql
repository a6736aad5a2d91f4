-- Purpose: the newest seal of the audit trail, to be named in the manifest of a version.
-- Parameters: none.
-- Columns: seal_id; sha256 (hexadecimal); sealed_at_utc.
-- Grain: one row, none before the first seal.
-- Index: audit_seals_pkey.
-- Caller: data.publish.publisher
SELECT seal_id, encode(seal_sha256, 'hex') AS sha256, sealed_at_utc FROM audit_seals ORDER BY seal_id DESC LIMIT 1
