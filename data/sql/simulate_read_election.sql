-- Purpose: an election with its settings.
-- Parameters: code.
-- Columns: election_id; title; status; is_test; register_id; settings. Grain: one election.
-- Index: elections_code_key. Caller: data.simulate.stored.
SELECT election_id, title, status::text AS status, is_test, register_id, settings FROM elections WHERE code = :code
