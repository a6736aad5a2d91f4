-- Purpose: changes a candidate.
-- Parameters: candidate_id, name, party_id (NULL = none), ballot_order, running_mate (NULL = none). Columns: none.
-- Grain: candidate. Index: candidates_pkey. Caller: data.ingest.load_ballot.
UPDATE candidates
SET name = :name, party_id = :party_id, ballot_order = :ballot_order, running_mate = :running_mate
WHERE candidate_id = :candidate_id
