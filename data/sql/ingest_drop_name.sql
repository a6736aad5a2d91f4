-- Purpose: takes a thing's name in a language back: its registered one is shown again.
-- Parameters: election_id, kind, lang, code. Columns: none. Grain: one row. Index: names_pkey.
-- Caller: data.ingest.load_names.
DELETE FROM names WHERE election_id = :election_id AND kind = :kind AND lang = :lang AND code = :code
