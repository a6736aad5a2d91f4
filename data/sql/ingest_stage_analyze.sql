-- Purpose: statistics of the staging tables, for the comparison with what is stored.
-- Parameters: none. Columns: none. Grain: table. Index: none. Caller: data.ingest.load_forms.
ANALYZE ingest_forms, ingest_votes
