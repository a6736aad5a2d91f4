-- Purpose: elections whose alerts are kept. Parameters: none. Columns: election_id. Grain: one row an election.
-- Index: elections is a handful of rows. Caller: data.alerts.chore
SELECT election_id FROM elections WHERE status IN ('active', 'paused') ORDER BY election_id
