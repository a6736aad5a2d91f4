-- Purpose: forgets which areas a contest compares, before it is linked anew.
-- Parameters: contest_id. Columns: none. Grain: area. Index: baseline_areas_pkey. Caller: data.ingest.baseline.
DELETE FROM baseline_areas WHERE contest_id = :contest_id
