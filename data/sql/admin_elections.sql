-- Purpose: elections to choose areas and stations of, the newest first; ones whose entry is open before all others.
-- Parameters: none.
-- Columns: code; title; is_test. Never NULL.
-- Grain: one row per election. Index: none (a few rows).
-- Caller: data.accounts.scopes
SELECT code, title, is_test FROM elections
ORDER BY (status = 'active') DESC, election_date DESC, election_id DESC
