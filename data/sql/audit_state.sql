-- Purpose: how far the audit log is sealed, and what waits.
-- Parameters: none.
-- Columns: seal_id; sha256 (hex); sealed_at (all NULL: no seal yet); unsealed (never NULL, counted to 10,000); unsealed_since (NULL: nothing waits).
-- Grain: one row. Index: audit_seals_pkey, audit_log_txid of each partition.
-- Caller: data.audit.search
SELECT n.seal_id, encode(n.seal_sha256, 'hex') AS sha256, n.sealed_at_utc AS sealed_at, w.rows AS unsealed, w.since AS unsealed_since
FROM audit_waiting() AS w
LEFT JOIN (SELECT seal_id, seal_sha256, sealed_at_utc FROM audit_seals ORDER BY seal_id DESC LIMIT 1) AS n ON true
