-- Purpose: the versions of an election, newest first, a page at a time.
-- Parameters: election_id; before (a version, NULL: from the newest); rows.
-- Columns: summary (jsonb, a VersionLine with its manifest's hash).
-- Grain: one row a version.
-- Index: versions_pkey.
-- Caller: data.publish.standing
SELECT summary
FROM versions
WHERE election_id = :election_id AND (CAST(:before AS integer) IS NULL OR version < CAST(:before AS integer))
ORDER BY version DESC
LIMIT CAST(:rows AS integer)
