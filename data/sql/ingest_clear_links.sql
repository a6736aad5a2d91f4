-- Purpose: forgets whom a contest compares, before it is linked anew.
-- Parameters: contest_id. Columns: none. Grain: candidate. Index: baseline_links_pkey. Caller: data.ingest.baseline.
DELETE FROM baseline_links WHERE contest_id = :contest_id
