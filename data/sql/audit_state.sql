-- Purpose: how far the audit log is sealed, and what waits.
-- Parameters: none.
-- Columns: seal_id; sha256 (hex); sealed_at (all NULL: no seal yet); unsealed (never NULL, counted to 10,000); unsealed_since (NULL: nothing waits).
-- Grain: one row. Index: audit_seals_pkey, audit_log_txid of each partition.
-- Caller: data.audit.search
WITH newest AS (
  SELECT seal_id, seal_sha256, sealed_at_utc, snapshot FROM audit_seals ORDER BY seal_id DESC LIMIT 1
), waiting AS (
  SELECT at_utc FROM audit_log
  WHERE txid >= coalesce((SELECT pg_snapshot_xmin(snapshot) FROM newest), '0')
    AND NOT coalesce(pg_visible_in_snapshot(txid, (SELECT snapshot FROM newest)), false)
  LIMIT 10000
)
SELECT n.seal_id, encode(n.seal_sha256, 'hex') AS sha256, n.sealed_at_utc AS sealed_at,
       (SELECT count(*) FROM waiting)::integer AS unsealed, (SELECT min(at_utc) FROM waiting) AS unsealed_since
FROM (SELECT 1) AS always LEFT JOIN newest n ON true
