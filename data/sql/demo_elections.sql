-- Purpose: the elections that `matokeo demo` has made.
-- Parameters: none.
-- Columns: code (text); status (text). Never NULL.
-- Grain: one row per demo election, newest first.
-- Index: elections_code_key.
-- Caller: data.simulate.demo
SELECT code, status::text AS status
FROM elections
WHERE is_test AND code ~ '^demo-[0-9]+$'
ORDER BY election_id DESC
