-- Purpose: makes the partitions of this month and the next two that are not there.
-- Parameters: none.
-- Columns: name (text), never NULL.
-- Grain: one row per partition made. Index: audit_log_default_at_utc_idx.
-- Caller: data.audit.seal
SELECT made AS name FROM make_audit_partitions() AS made
