-- Purpose: statistics of the tables that an import fills, so that the first tally has a sane plan.
-- Parameters: none. Columns: none. Grain: table. Index: none. Caller: data.ingest.run.
ANALYZE areas, register_areas, polling_stations, races, candidates, result_forms, form_votes
