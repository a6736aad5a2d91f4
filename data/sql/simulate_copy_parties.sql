-- Purpose: copies the parties of an election to its rehearsal.
-- Parameters: source_id, election_id. Columns: none. Grain: party. Index: parties_election_id_code_key.
-- Caller: data.simulate.replay.
INSERT INTO parties (election_id, code, name, abbreviation, color)
SELECT :election_id, code, name, abbreviation, color FROM parties WHERE election_id = :source_id ORDER BY party_id
