-- Purpose: the elections that the person may import for.
-- Parameters: none. Columns: election_id. Grain: election. Index: elections_pkey. Caller: data.imports.reading.
SELECT unnest(app_import_elections()) AS election_id
