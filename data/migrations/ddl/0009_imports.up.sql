-- Imports: jobs with preview, progress and refusals, and remembered column mappings.
-- A job's file is in the file store; the keeper does the work; the web only asks for it (see the guard below).

CREATE TYPE import_kind AS ENUM ('bundle', 'stations', 'boundaries', 'candidates', 'results');
CREATE TYPE import_format AS ENUM ('matokeo', 'nist-json', 'nist-xml', 'openelections');
-- mapping: waits for a person to say which column and which name is what. refused: nothing of the file may be loaded.
CREATE TYPE import_status AS ENUM ('uploaded', 'mapping', 'checking', 'previewed', 'approved', 'loading', 'done', 'refused', 'failed',
                                   'cancelled');

CREATE TABLE import_jobs (
  job_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  uid uuid NOT NULL DEFAULT gen_random_uuid() UNIQUE,
  election_id smallint REFERENCES elections,      -- NULL: a bundle, which brings its election
  kind import_kind NOT NULL,
  format import_format NOT NULL DEFAULT 'matokeo',
  status import_status NOT NULL DEFAULT 'uploaded',
  origin text NOT NULL CHECK (origin IN ('upload', 'folder', 'cli')),
  file_name text NOT NULL CHECK (length(file_name) BETWEEN 1 AND 200),
  file_sha256 text NOT NULL CHECK (file_sha256 ~ '^[0-9a-f]{64}$'),
  file_bytes bigint NOT NULL CHECK (file_bytes >= 0),
  header_sha256 text,                             -- signature of the columns of a file that needs a mapping
  mapping jsonb NOT NULL DEFAULT '{}',            -- what a person said of columns, contests, candidates and places
  findings jsonb NOT NULL DEFAULT '{}',           -- what the check found to ask: samples, columns, likely places
  created_by integer REFERENCES users,            -- NULL: the watched folder
  created_at_utc timestamptz NOT NULL DEFAULT now(),
  -- The preview: what a load would do, and the hash of exactly that, which an approval names.
  added integer NOT NULL DEFAULT 0,
  changed integer NOT NULL DEFAULT 0,
  unchanged integer NOT NULL DEFAULT 0,
  refused integer NOT NULL DEFAULT 0,
  preview_sha256 text,
  previewed_at_utc timestamptz,
  is_outdated boolean NOT NULL DEFAULT false,     -- the store changed after an approval: this preview is a new one
  files jsonb NOT NULL DEFAULT '[]',              -- file by file: counts and notes
  approved_by integer REFERENCES users,           -- NULL with approved_sha256: the election loads by itself
  approved_at_utc timestamptz,
  approved_sha256 text,
  approve_reason text,
  -- The work.
  stage text,
  rows_done integer NOT NULL DEFAULT 0,
  rows_total integer NOT NULL DEFAULT 0,
  cancel_asked boolean NOT NULL DEFAULT false,
  lease_owner text,
  lease_until_utc timestamptz,
  attempts integer NOT NULL DEFAULT 0,
  fault text,                                     -- why it failed, in words
  remedy text,
  ended_at_utc timestamptz,
  changed_at_utc timestamptz NOT NULL DEFAULT now(),
  CHECK (election_id IS NOT NULL OR kind = 'bundle' OR status = 'refused')
);
CREATE INDEX import_jobs_changed ON import_jobs (changed_at_utc);
CREATE INDEX import_jobs_election ON import_jobs (election_id, job_id DESC);
CREATE INDEX import_jobs_waiting ON import_jobs (job_id) WHERE status IN ('uploaded', 'checking', 'approved', 'loading');
CREATE INDEX import_jobs_file ON import_jobs (file_sha256, job_id DESC);

CREATE TABLE import_refusals (
  job_id bigint NOT NULL REFERENCES import_jobs,
  refusal_no integer NOT NULL,
  file text NOT NULL,
  row_number integer,
  field text,
  value text,
  code text NOT NULL,
  message text NOT NULL,
  remedy text NOT NULL,
  PRIMARY KEY (job_id, refusal_no)
);

-- Row by row what the load would do; unchanged rows are only counted.
CREATE TABLE import_changes (
  job_id bigint NOT NULL REFERENCES import_jobs,
  change_no integer NOT NULL,
  verdict text NOT NULL CHECK (verdict IN ('added', 'changed')),
  file text NOT NULL,
  row_number integer,
  thing text NOT NULL,                            -- its code
  before jsonb,
  after jsonb NOT NULL,
  PRIMARY KEY (job_id, change_no)
);
CREATE INDEX import_changes_verdict ON import_changes (job_id, verdict, change_no);

-- What was said of a file's columns serves the next file with the same header.
CREATE TABLE import_mappings (
  mapping_id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  election_id smallint NOT NULL REFERENCES elections,
  header_sha256 text NOT NULL CHECK (header_sha256 ~ '^[0-9a-f]{64}$'),
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
  mapping jsonb NOT NULL,
  saved_by integer REFERENCES users,
  saved_at_utc timestamptz NOT NULL DEFAULT now(),
  UNIQUE (election_id, header_sha256)
);

-- Guards -------------------------------------------------------------------------------------------

-- Elections the person may import for: an administrator all, a manager those whose whole country is in scope.
CREATE FUNCTION app_import_elections() RETURNS smallint[] LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  RETURN (SELECT coalesce(array_agg(e.election_id), '{}') FROM elections e JOIN registers r USING (register_id)
          WHERE app_role() = 'super_admin'
             OR (app_role() = 'election_manager' AND EXISTS (
                   SELECT 1 FROM areas a WHERE a.area_id = ANY (app_scope()) AND a.level = 0 AND a.geography_id = r.geography_id)));
END $$;
GRANT SELECT ON elections, registers, areas TO matokeo_definer;
ALTER FUNCTION app_import_elections() OWNER TO matokeo_definer;
REVOKE ALL ON FUNCTION app_import_elections() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app_import_elections() TO matokeo_entry;

-- The web asks for the steps of a person and no others; figures of a preview are the keeper's alone.
CREATE FUNCTION guard_import_step() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.changed_at_utc := clock_timestamp();
  IF current_user <> 'matokeo_entry' THEN RETURN NEW; END IF;
  IF NEW.status = OLD.status THEN
    IF NEW.approved_sha256 IS DISTINCT FROM OLD.approved_sha256 OR NEW.approved_by IS DISTINCT FROM OLD.approved_by THEN
      RAISE EXCEPTION 'an approval is a step' USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.mapping IS DISTINCT FROM OLD.mapping THEN
      RAISE EXCEPTION 'another mapping is checked again' USING ERRCODE = 'check_violation';
    END IF;
  ELSIF NEW.status = 'approved' THEN
    IF OLD.status <> 'previewed' OR NEW.approved_sha256 IS DISTINCT FROM OLD.preview_sha256 OR NEW.approved_by IS DISTINCT FROM app_user_id()
       OR NEW.mapping IS DISTINCT FROM OLD.mapping THEN
      RAISE EXCEPTION 'only the preview at hand can be approved' USING ERRCODE = 'check_violation';
    END IF;
    NEW.attempts := 0;
  ELSIF NEW.status = 'uploaded' THEN
    IF OLD.status NOT IN ('mapping', 'previewed', 'refused', 'failed', 'cancelled') OR NEW.approved_sha256 IS NOT NULL THEN
      RAISE EXCEPTION 'this job cannot be checked again now' USING ERRCODE = 'check_violation';
    END IF;
    NEW.attempts := 0; NEW.cancel_asked := false; NEW.approved_by := NULL; NEW.approved_at_utc := NULL; NEW.approve_reason := NULL;
    NEW.is_outdated := false; NEW.fault := NULL; NEW.remedy := NULL; NEW.ended_at_utc := NULL; NEW.preview_sha256 := NULL;
  ELSIF NEW.status = 'cancelled' THEN
    IF OLD.status NOT IN ('uploaded', 'mapping', 'previewed', 'approved') THEN
      RAISE EXCEPTION 'this job cannot be cancelled at once' USING ERRCODE = 'check_violation';
    END IF;
  ELSE
    RAISE EXCEPTION 'this step is not a person''s' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER import_jobs_guard BEFORE UPDATE ON import_jobs FOR EACH ROW EXECUTE FUNCTION guard_import_step();

-- Rights -------------------------------------------------------------------------------------------

DO $$
DECLARE name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['import_jobs', 'import_refusals', 'import_changes', 'import_mappings']
  LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE POLICY %I ON %I TO CURRENT_USER USING (true) WITH CHECK (true)', name || '_owner', name);
    EXECUTE format('CREATE POLICY %I ON %I TO matokeo_worker USING (true) WITH CHECK (true)', name || '_worker', name);
  END LOOP;
END $$;

-- Bundles bring elections and registers: an administrator's.
CREATE POLICY import_jobs_read ON import_jobs FOR SELECT TO matokeo_entry
  USING ((SELECT app_role()) = 'super_admin' OR (kind <> 'bundle' AND election_id = ANY ((SELECT app_import_elections())::smallint[])));
CREATE POLICY import_jobs_add ON import_jobs FOR INSERT TO matokeo_entry
  WITH CHECK (created_by = (SELECT app_user_id()) AND status = 'uploaded' AND origin = 'upload' AND created_at_utc = now()
              AND preview_sha256 IS NULL AND approved_sha256 IS NULL AND approved_by IS NULL AND lease_owner IS NULL
              AND ((SELECT app_role()) = 'super_admin'
                   OR (kind <> 'bundle' AND election_id = ANY ((SELECT app_import_elections())::smallint[]))));
CREATE POLICY import_jobs_step ON import_jobs FOR UPDATE TO matokeo_entry
  USING ((SELECT app_role()) = 'super_admin' OR (kind <> 'bundle' AND election_id = ANY ((SELECT app_import_elections())::smallint[])));
CREATE POLICY import_refusals_read ON import_refusals FOR SELECT TO matokeo_entry
  USING (EXISTS (SELECT 1 FROM import_jobs j WHERE j.job_id = import_refusals.job_id));
CREATE POLICY import_changes_read ON import_changes FOR SELECT TO matokeo_entry
  USING (EXISTS (SELECT 1 FROM import_jobs j WHERE j.job_id = import_changes.job_id));
CREATE POLICY import_mappings_read ON import_mappings FOR SELECT TO matokeo_entry
  USING ((SELECT app_role()) = 'super_admin' OR election_id = ANY ((SELECT app_import_elections())::smallint[]));
CREATE POLICY import_mappings_add ON import_mappings FOR INSERT TO matokeo_entry
  WITH CHECK (saved_by = (SELECT app_user_id())
              AND ((SELECT app_role()) = 'super_admin' OR election_id = ANY ((SELECT app_import_elections())::smallint[])));
CREATE POLICY import_mappings_renew ON import_mappings FOR UPDATE TO matokeo_entry
  USING ((SELECT app_role()) = 'super_admin' OR election_id = ANY ((SELECT app_import_elections())::smallint[]))
  WITH CHECK (saved_by = (SELECT app_user_id()));

GRANT SELECT, INSERT ON import_jobs, import_mappings TO matokeo_entry;
GRANT SELECT ON import_refusals, import_changes TO matokeo_entry;
GRANT UPDATE (status, mapping, approved_by, approved_at_utc, approved_sha256, approve_reason, cancel_asked, ended_at_utc, fault, remedy,
              is_outdated) ON import_jobs TO matokeo_entry;
GRANT UPDATE (name, mapping, saved_by, saved_at_utc) ON import_mappings TO matokeo_entry;
GRANT SELECT, INSERT, UPDATE ON import_jobs, import_mappings TO matokeo_worker;
GRANT SELECT, INSERT, DELETE ON import_refusals, import_changes TO matokeo_worker;
GRANT SELECT ON import_jobs TO matokeo_definer;  -- for the mark of live pages
