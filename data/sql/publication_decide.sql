-- Purpose: approves, refuses or withdraws a request; an approval moves the switch in the same transaction.
-- Parameters: uid; decision (approved, refused, withdrawn); reason.
-- Columns: none (an empty value). Grain: one row. Index: publication_requests_uid_key.
-- Caller: data.publish.requests
SELECT decide_rollback(CAST(:uid AS uuid), CAST(:decision AS text), CAST(:reason AS text))
