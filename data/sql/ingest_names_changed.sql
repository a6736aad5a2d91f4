-- Purpose: lets the publisher know that names in other languages are others now.
-- Parameters: election_id. Columns: none. Grain: one election. Index: elections_pkey. Caller: data.ingest.load_names.
UPDATE elections SET names_changed_at_utc = clock_timestamp() WHERE election_id = :election_id
