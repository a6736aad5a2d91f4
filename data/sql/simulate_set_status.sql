-- Purpose: moves an election on (active while it is counted, completed when everything is in).
-- Parameters: election_id, status.
-- Columns: election_id, when it was not there already. Grain: one election. Index: elections_pkey.
-- Caller: data.simulate.people.
UPDATE elections SET status = CAST(:status AS election_status)
WHERE election_id = :election_id AND status <> CAST(:status AS election_status)
RETURNING election_id
