-- Purpose: the names of one kind of thing in other languages, to compare with a file.
-- Parameters: election_id, kind (`area`, `station`, ...). Columns: lang, code, name. No NULLs.
-- Grain: language x thing. Index: names_pkey. Caller: data.ingest.load_names.
SELECT lang, code, name FROM names WHERE election_id = :election_id AND kind = :kind
