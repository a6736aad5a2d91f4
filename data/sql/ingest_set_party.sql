-- Purpose: changes a party.
-- Parameters: party_id, name, abbreviation, color (NULL = none). Columns: none. Grain: party. Index: parties_pkey.
-- Caller: data.ingest.load_ballot.
UPDATE parties SET name = :name, abbreviation = :abbreviation, color = :color WHERE party_id = :party_id
