-- Purpose: the time zone in which the log is read: that of the election named, else of the newest one.
-- Parameters: election (code; NULL or unknown: the newest).
-- Columns: timezone (text), never NULL.
-- Grain: at most one row. Index: none (a few rows).
-- Caller: data.audit.search
SELECT timezone FROM elections
ORDER BY (code = CAST(:election AS text)) DESC NULLS LAST, election_date DESC, election_id DESC
LIMIT 1
