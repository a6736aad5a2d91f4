-- Purpose: every seal with its hash computed anew (not by audit_seal_hash, which could have been changed too).
-- Parameters: none.
-- Columns: seal_id; snapshot (text); rows; previous_sha256 (NULL: the first); rows_sha256; seal_sha256; sealed_at_utc (text);
--   holds (the stored hash is the seal's). Never NULL else.
-- Grain: one row per seal. Index: audit_seals_pkey.
-- Caller: data.audit.verify
SELECT seal_id, snapshot::text AS snapshot, rows, previous_sha256, rows_sha256, seal_sha256, sealed_at_utc::text AS sealed_at_utc,
       seal_sha256 = sha256(convert_to(jsonb_build_array(seal_id, snapshot::text, rows, last_audit_id,
         encode(previous_sha256, 'hex'), encode(rows_sha256, 'hex'),
         to_char(sealed_at_utc AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'))::text, 'UTF8')) AS holds
FROM audit_seals
ORDER BY seal_id
