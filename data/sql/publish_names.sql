-- Purpose: the names of an election's things in other languages, for places, stations and the index of a version.
-- Parameters: election_id.
-- Columns: kind (`election`, `contest`, `area`, `party`, `candidate`, `station`); lang; code; name. No NULLs.
-- Grain: kind x language x thing, in order. Index: names_pkey. Read when an election is loaded, never per version.
-- Caller: data.publish.names
SELECT kind, lang, code, name FROM names WHERE election_id = :election_id ORDER BY kind, lang, code
