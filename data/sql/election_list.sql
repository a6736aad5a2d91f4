-- Purpose: every election, for the command line.
-- Parameters: none.
-- Columns: code; title; election_date; status (text); is_test; settings (jsonb). Never NULL.
-- Grain: election. Index: none (a handful of rows).
-- Caller: data.elections
SELECT code, title, election_date, status::text AS status, is_test, settings FROM elections ORDER BY election_date DESC, code
