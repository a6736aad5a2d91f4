-- Purpose: changes what a bundle may change of a stored election.
-- Parameters: election_id, title, election_date, election_type, timezone, publish_states. Columns: none.
-- Grain: election. Index: elections_pkey. Caller: data.ingest.load_ballot.
UPDATE elections
SET title = :title, election_date = :election_date, election_type = :election_type, timezone = :timezone,
    publish_states = CAST(:publish_states AS form_state[])
WHERE election_id = :election_id
