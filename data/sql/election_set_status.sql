-- Purpose: moves an election to another status.
-- Parameters: code; status.
-- Columns: election_id, when it was not there already. Grain: at most one row. Index: elections_code_key.
-- Caller: data.elections
UPDATE elections SET status = CAST(:status AS election_status)
WHERE code = :code AND status <> CAST(:status AS election_status)
RETURNING election_id
