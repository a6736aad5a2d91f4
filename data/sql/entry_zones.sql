-- Purpose: the zone in which each election's times are written, and whether it is a rehearsal.
-- Parameters: none.
-- Columns: code; timezone; is_test.
-- Grain: election. Index: none, a handful of rows.
-- Caller: data.entry.areas
SELECT code, timezone, is_test FROM elections ORDER BY code
