-- Purpose: stores a new election.
-- Parameters: code, title, election_date, election_type, timezone, status, is_test, register_id, publish_states.
-- Columns: election_id. Grain: one row. Index: none. Caller: data.ingest.load_ballot.
INSERT INTO elections (code, title, election_date, election_type, timezone, status, is_test, register_id, publish_states)
VALUES (:code, :title, :election_date, :election_type, :timezone, CAST(:status AS election_status), :is_test,
        :register_id, CAST(:publish_states AS form_state[]))
RETURNING election_id
