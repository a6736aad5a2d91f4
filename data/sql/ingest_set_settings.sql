-- Purpose: stores what a bundle chooses of an election's entry and provenance; other keys of the settings stay.
-- Parameters: election_id, chosen (JSON text of an object). Columns: none.
-- Grain: election. Index: elections_pkey. Caller: data.ingest.load_ballot.
UPDATE elections SET settings = settings || CAST(:chosen AS jsonb) WHERE election_id = :election_id
