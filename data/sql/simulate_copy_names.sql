-- Purpose: copies the names in other languages of an election to its rehearsal, except its own title.
-- Parameters: source_id, election_id. Columns: none. Grain: name. Index: names_pkey. Caller: data.simulate.replay.
INSERT INTO names (election_id, kind, lang, code, name)
SELECT :election_id, kind, lang, code, name FROM names WHERE election_id = :source_id AND kind <> 'election'
