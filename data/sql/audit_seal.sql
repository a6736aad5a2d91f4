-- Purpose: seals what is finished since the last seal.
-- Parameters: none.
-- Columns: seal_id; NULL when there was nothing to seal.
-- Grain: one row. Index: audit_log_txid of each partition, audit_seals_pkey.
-- Caller: data.audit.seal
SELECT seal_audit() AS seal_id
