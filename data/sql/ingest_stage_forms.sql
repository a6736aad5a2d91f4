-- Purpose: the staging table for the forms of one import, with the verdict of the comparison; dropped at commit.
-- Parameters: none. Columns: as result_forms. Grain: form of a file. Index: none. Caller: data.ingest.load_forms.
CREATE TEMP TABLE IF NOT EXISTS ingest_forms (
  stage_id integer NOT NULL,
  file text NOT NULL,
  row_number integer NOT NULL,
  race_id integer NOT NULL,
  leaf_area_id integer NOT NULL,
  station_id integer,
  source text NOT NULL,
  is_counting boolean NOT NULL,
  state form_state NOT NULL,
  state_stated boolean NOT NULL,
  registered_voters integer,
  valid_votes integer NOT NULL,
  valid_stated boolean NOT NULL,
  rejected_votes integer,
  votes_cast integer,
  stations_total integer,
  stations_reported integer,
  received_at_utc timestamptz NOT NULL,
  received_stated boolean NOT NULL,
  verdict text NOT NULL DEFAULT 'new',
  current_id bigint,
  form_id bigint,
  revision smallint NOT NULL DEFAULT 1
) ON COMMIT DROP
