-- Purpose: whether the election being verified is a rehearsal: the named one, else the newest that is open.
-- Parameters: election (code, NULL: the newest that is open).
-- Columns: is_test.
-- Grain: at most one row.
-- Index: elections_code_key.
-- Caller: data.verify.listing
SELECT is_test FROM elections
WHERE code = CAST(:election AS text) OR (CAST(:election AS text) IS NULL AND status IN ('active', 'paused'))
ORDER BY election_date DESC, election_id DESC
LIMIT 1
