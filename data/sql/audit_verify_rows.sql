-- Purpose: every row of the audit log with its hash computed anew, in the order in which seals cover rows. The hash is
--   computed here and not by audit_row_hash: whoever can edit rows could have changed that function as well.
-- Parameters: none.
-- Columns: audit_id; txid (numeric); at_utc (timestamptz, may be infinite: text); actor; action; row_hash; holds (the stored hash is
--   the row's). Never NULL.
-- Grain: one row per row of the log. Index: audit_log_txid of each partition.
-- Caller: data.audit.verify
SELECT audit_id, CAST(txid::text AS numeric) AS txid, at_utc::text AS at_utc, actor, action, row_hash,
       row_hash = sha256(convert_to(CASE hash_version WHEN 1 THEN jsonb_build_array(
         audit_id, to_char(at_utc AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), actor, action,
         object_type, object_id, old_value, new_value, reason, correlation_id)
       ELSE jsonb_build_array(
         audit_id, to_char(at_utc AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), actor, action,
         object_type, object_id, old_value::text, new_value::text, reason, correlation_id, user_id, address::text, txid::text)
       END::text, 'UTF8')) AS holds
FROM audit_log
ORDER BY audit_log.txid, audit_id
