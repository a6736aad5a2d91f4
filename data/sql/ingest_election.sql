-- Purpose: an election by its code, with its geography.
-- Parameters: code.
-- Columns: election_id, title, election_date, election_type, timezone, status (text), is_test, publish_states
--   (text[]), register_id, geography_id, level_names, settings (jsonb). No NULLs. Grain: at most one row.
-- Index: elections_code_key. Caller: data.ingest.load_ballot, data.ingest.stored.
SELECT e.election_id, e.title, e.election_date, e.election_type, e.timezone, e.status::text AS status, e.is_test,
       e.publish_states::text[] AS publish_states, e.register_id, r.geography_id, g.level_names, e.settings
FROM elections e
JOIN registers r USING (register_id)
JOIN geographies g USING (geography_id)
WHERE e.code = :code
