-- Purpose: which tables of the log stand open: a guard is missing or switched off, or a table that was part of the log is
--   not any more.
-- Parameters: none.
-- Columns: relation (text); problem (detached, change, truncate, hash). Never NULL.
-- Grain: one row per relation and problem; none in a sound log. Index: none (a few catalogue rows).
-- Caller: data.audit.verify
WITH parts AS (
  SELECT relid::oid AS oid, isleaf FROM pg_partition_tree('audit_log')
), guards AS (
  SELECT tgrelid, p.proname, tgtype FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid
  WHERE tgenabled IN ('O', 'A') AND pronamespace = 'public'::regnamespace
), wanted AS (
  SELECT oid, 'truncate' AS problem, 'refuse_change' AS proname, 32 AS bits FROM parts
  UNION ALL SELECT oid, 'change', 'refuse_change', 24 FROM parts
  UNION ALL SELECT oid, 'hash', 'set_audit_row_hash', 4 FROM parts
  UNION ALL SELECT 'audit_seals'::regclass::oid, 'truncate', 'refuse_change', 32
  UNION ALL SELECT 'audit_seals'::regclass::oid, 'change', 'refuse_change', 24
)
SELECT w.oid::regclass::text AS relation, w.problem FROM wanted w
WHERE NOT EXISTS (SELECT 1 FROM guards g WHERE g.tgrelid = w.oid AND g.proname = w.proname AND g.tgtype & w.bits = w.bits)
UNION ALL
SELECT c.oid::regclass::text, 'detached' FROM pg_class c
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND c.relname ~ '^audit_log_' AND c.oid NOT IN (SELECT oid FROM parts)
ORDER BY 1, 2
