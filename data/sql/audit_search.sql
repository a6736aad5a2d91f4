-- Purpose: rows of the audit log that match, the newest first, a page at a time.
-- Parameters: actor, object_type, object_id (exact); action_from, action_to (first and last in bytes that an action may be);
--   since, until (timestamptz, from, before); correlation_id (uuid); address (inet or network); words_like (LIKE pattern, any case, in reason); before (bigint: numbers
--   below it); rows (at most that many). Every one but rows may be NULL = any.
-- Columns: number; at; actor; username (NULL: a process); action; object_type; object_id; old, new, reason, correlation_id, address
--   (NULL = none); row_hash (hex); sealed.
-- Grain: one row per row of the log. Index: audit_log_pkey backwards; with filters audit_log_actor, _action, _object, _correlation.
-- Caller: data.audit.search
SELECT a.audit_id AS number, a.at_utc AS at, a.actor, u.username, a.action, a.object_type, a.object_id, a.old_value AS old,
       a.new_value AS new, a.reason, a.correlation_id, host(a.address) AS address, encode(a.row_hash, 'hex') AS row_hash,
       coalesce(pg_visible_in_snapshot(a.txid, (SELECT snapshot FROM audit_seals ORDER BY seal_id DESC LIMIT 1)), false) AS sealed
FROM audit_log a
LEFT JOIN users u ON u.user_id = a.user_id
WHERE (CAST(:actor AS text) IS NULL OR a.actor = :actor)
  AND (CAST(:action_from AS text) IS NULL OR a.action ~>=~ :action_from AND a.action ~<=~ :action_to)
  AND (CAST(:object_type AS text) IS NULL OR a.object_type = :object_type)
  AND (CAST(:object_id AS text) IS NULL OR a.object_id = :object_id)
  AND (CAST(:since AS timestamptz) IS NULL OR a.at_utc >= CAST(:since AS timestamptz))
  AND (CAST(:until AS timestamptz) IS NULL OR a.at_utc < CAST(:until AS timestamptz))
  AND (CAST(:correlation_id AS uuid) IS NULL OR a.correlation_id = CAST(:correlation_id AS uuid))
  AND (CAST(:address AS inet) IS NULL OR a.address <<= CAST(:address AS inet))
  AND (CAST(:words_like AS text) IS NULL OR a.reason ILIKE :words_like)
  AND (CAST(:before AS bigint) IS NULL OR a.audit_id < CAST(:before AS bigint))
ORDER BY a.audit_id DESC
LIMIT CAST(:rows AS integer)
