-- Purpose: keeps with an election what it is compared with.
-- Parameters: election_id, baseline (JSON text, list of comparisons). Columns: none; row count 0 = as stored.
-- Grain: election. Index: elections_pkey. Caller: data.ingest.baseline.
UPDATE elections SET settings = settings || jsonb_build_object('baseline', CAST(:baseline AS jsonb))
WHERE election_id = :election_id AND settings -> 'baseline' IS DISTINCT FROM CAST(:baseline AS jsonb)
