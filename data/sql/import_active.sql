-- Purpose: elections that a file of the watched folder may be meant for: the one named, or all that are being counted.
-- Parameters: code (NULL: those being counted). Columns: election_id, code. Grain: election. Index: elections_code_key.
-- Caller: data.imports.folder.
SELECT election_id, code FROM elections
WHERE code = CAST(:code AS text) OR (CAST(:code AS text) IS NULL AND status = 'active')
ORDER BY election_id
LIMIT 2
