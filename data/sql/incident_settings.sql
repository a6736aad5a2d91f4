-- Purpose: the settings of an election.
-- Parameters: election_id. Columns: settings (JSON). Never NULL. Grain: one row. Index: elections_pkey.
-- Caller: data.incidents.public
SELECT settings FROM elections WHERE election_id = :election_id
