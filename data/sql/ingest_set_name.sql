-- Purpose: gives a thing another name in a language.
-- Parameters: election_id, kind, lang, code, name. Columns: none. Grain: one row. Index: names_pkey.
-- Caller: data.ingest.load_names.
UPDATE names SET name = :name WHERE election_id = :election_id AND kind = :kind AND lang = :lang AND code = :code
