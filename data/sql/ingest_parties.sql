-- Purpose: the parties of an election.
-- Parameters: election_id. Columns: party_id, code, name, abbreviation, color (#rrggbb; NULL = none registered).
-- Grain: party. Index: parties_election_id_code_key. Caller: data.ingest.load_ballot, data.ingest.stored.
SELECT party_id, code, name, abbreviation, color FROM parties WHERE election_id = :election_id
