-- Purpose: the staging table for the votes of the forms of one import; dropped at commit.
-- Parameters: none. Columns: as form_votes. Grain: candidate of a form. Index: none. Caller: data.ingest.load_forms.
CREATE TEMP TABLE IF NOT EXISTS ingest_votes (
  stage_id integer NOT NULL,
  candidate_id integer NOT NULL,
  votes integer NOT NULL
) ON COMMIT DROP
