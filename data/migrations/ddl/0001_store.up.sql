-- The store of Matokeo: register, forms, tallies, versions, people, audit; roles and row-level security.
-- Points are geography(Point,4326); boundaries MultiPolygon 4326; times are timestamptz in UTC.

CREATE EXTENSION IF NOT EXISTS postgis;
CREATE EXTENSION IF NOT EXISTS pg_trgm;

DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'matokeo_entry') THEN CREATE ROLE matokeo_entry LOGIN; END IF;
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'matokeo_worker') THEN CREATE ROLE matokeo_worker LOGIN; END IF;
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'matokeo_public') THEN CREATE ROLE matokeo_public LOGIN; END IF;
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'matokeo_definer') THEN CREATE ROLE matokeo_definer NOLOGIN BYPASSRLS; END IF;
END $$;

CREATE TYPE form_state AS ENUM ('preliminary', 'verified', 'confirmed', 'disputed');
CREATE TYPE user_role AS ENUM ('super_admin', 'election_manager', 'field_observer', 'public_viewer');
CREATE TYPE election_status AS ENUM ('draft', 'scheduled', 'active', 'paused', 'completed', 'cancelled');

-- Register -----------------------------------------------------------------------------------------

CREATE TABLE geographies (
  geography_id smallint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  uid uuid NOT NULL DEFAULT gen_random_uuid() UNIQUE,
  code text NOT NULL UNIQUE,
  level_names text[] NOT NULL CHECK (cardinality(level_names) >= 1),
  created_at_utc timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE areas (
  area_id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  uid uuid NOT NULL DEFAULT gen_random_uuid() UNIQUE,
  geography_id smallint NOT NULL REFERENCES geographies,
  level smallint NOT NULL CHECK (level >= 0),
  code text NOT NULL,
  name text NOT NULL,
  parent_id integer REFERENCES areas,
  path_ids integer[] NOT NULL,          -- from the root down to this area itself
  area_order integer NOT NULL DEFAULT 0,
  boundary geometry(MultiPolygon, 4326), -- simplified once at import, coverage-valid within its level
  label_point geometry(Point, 4326),
  UNIQUE (geography_id, code),
  CHECK ((level = 0) = (parent_id IS NULL))
);
CREATE INDEX areas_parent ON areas (parent_id);
CREATE INDEX areas_level ON areas (geography_id, level);
CREATE INDEX areas_boundary ON areas USING gist (boundary);
CREATE INDEX areas_name_trgm ON areas USING gin (name gin_trgm_ops);

CREATE TABLE area_neighbours (
  area_id integer NOT NULL REFERENCES areas,
  neighbour_id integer NOT NULL REFERENCES areas,
  PRIMARY KEY (area_id, neighbour_id)
);

-- One row a parent area: the TopoJSON of its children's boundaries, made once at import.
CREATE TABLE geometry_documents (
  area_id integer PRIMARY KEY REFERENCES areas,
  sha256 text NOT NULL,
  body bytea NOT NULL
);

CREATE TABLE registers (
  register_id smallint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  geography_id smallint NOT NULL REFERENCES geographies,
  code text NOT NULL UNIQUE,
  created_at_utc timestamptz NOT NULL DEFAULT now()
);

-- The areas an election is held in, with registered voters where the register states them per area.
CREATE TABLE register_areas (
  register_id smallint NOT NULL REFERENCES registers,
  area_id integer NOT NULL REFERENCES areas,
  registered_voters integer CHECK (registered_voters >= 0),
  PRIMARY KEY (register_id, area_id)
);

CREATE TABLE polling_stations (
  station_id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  uid uuid NOT NULL DEFAULT gen_random_uuid() UNIQUE,
  register_id smallint NOT NULL REFERENCES registers,
  area_id integer NOT NULL REFERENCES areas,
  code text NOT NULL,
  name text NOT NULL,
  registered_voters integer CHECK (registered_voters >= 0),
  point geography(Point, 4326),
  active boolean NOT NULL DEFAULT true,
  register_order integer NOT NULL DEFAULT 0,
  UNIQUE (register_id, code)
);
CREATE INDEX polling_stations_area ON polling_stations (area_id, register_order);
CREATE INDEX polling_stations_point ON polling_stations USING gist (point);
CREATE INDEX polling_stations_name_trgm ON polling_stations USING gin (name gin_trgm_ops);

-- Elections ----------------------------------------------------------------------------------------

CREATE TABLE elections (
  election_id smallint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  uid uuid NOT NULL DEFAULT gen_random_uuid() UNIQUE,
  code text NOT NULL UNIQUE CHECK (code ~ '^[a-z0-9][a-z0-9-]{0,62}$'),
  title text NOT NULL,
  election_date date NOT NULL,
  election_type text NOT NULL DEFAULT 'general_election',
  timezone text NOT NULL DEFAULT 'Africa/Nairobi',
  status election_status NOT NULL DEFAULT 'draft',
  is_test boolean NOT NULL DEFAULT false,
  register_id smallint NOT NULL REFERENCES registers,
  publish_states form_state[] NOT NULL DEFAULT '{verified,confirmed}',
  settings jsonb NOT NULL DEFAULT '{}',
  created_at_utc timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE contests (
  contest_id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  election_id smallint NOT NULL REFERENCES elections,
  code text NOT NULL CHECK (code ~ '^[a-z0-9][a-z0-9-]{0,62}$'),
  title text NOT NULL,
  level smallint NOT NULL CHECK (level >= 0),
  ballot_order smallint NOT NULL DEFAULT 0,
  counting_source text NOT NULL DEFAULT '34a',
  win_rule jsonb NOT NULL DEFAULT '{"kind": "plurality"}',
  max_votes_per_station integer CHECK (max_votes_per_station > 0),
  certified_status text CHECK (certified_status IN ('certified', 'correction', 'recount')),
  UNIQUE (election_id, code)
);

CREATE TABLE races (
  race_id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  contest_id integer NOT NULL REFERENCES contests,
  area_id integer NOT NULL REFERENCES areas,
  UNIQUE (contest_id, area_id)
);

CREATE TABLE parties (
  party_id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  election_id smallint NOT NULL REFERENCES elections,
  code text NOT NULL,
  name text NOT NULL,
  abbreviation text NOT NULL,
  color text CHECK (color ~ '^#[0-9a-f]{6}$'),
  UNIQUE (election_id, code)
);

CREATE TABLE candidates (
  candidate_id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  uid uuid NOT NULL DEFAULT gen_random_uuid() UNIQUE,
  race_id integer NOT NULL REFERENCES races,
  code text NOT NULL,
  name text NOT NULL,
  party_id integer REFERENCES parties,
  ballot_order smallint NOT NULL DEFAULT 0,
  running_mate text,
  UNIQUE (race_id, code)
);

-- Which candidates of two elections are compared (same person, or same party), for swing.
CREATE TABLE baseline_links (
  contest_id integer NOT NULL REFERENCES contests,
  baseline_contest_id integer NOT NULL REFERENCES contests,
  candidate_code text NOT NULL,
  baseline_candidate_code text NOT NULL,
  PRIMARY KEY (contest_id, candidate_code)
);
CREATE TABLE baseline_areas (
  contest_id integer NOT NULL REFERENCES contests,
  area_id integer NOT NULL REFERENCES areas,
  baseline_area_id integer NOT NULL REFERENCES areas,
  PRIMARY KEY (contest_id, area_id)
);

-- People -------------------------------------------------------------------------------------------

CREATE TABLE users (
  user_id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  uid uuid NOT NULL DEFAULT gen_random_uuid() UNIQUE,
  username text NOT NULL UNIQUE,
  display_name text NOT NULL,
  role user_role NOT NULL,
  is_active boolean NOT NULL DEFAULT true,
  created_at_utc timestamptz NOT NULL DEFAULT now()
);

-- Forms --------------------------------------------------------------------------------------------

-- One row per station (or area), race, source and revision. Figures never change; a correction is a new row.
CREATE TABLE result_forms (
  form_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  uid uuid NOT NULL DEFAULT gen_random_uuid() UNIQUE,   -- the client's id: sending again is harmless
  race_id integer NOT NULL REFERENCES races,
  leaf_area_id integer NOT NULL REFERENCES areas,       -- the tally cell: the station's ward, or the area of an area form
  station_id integer REFERENCES polling_stations,       -- NULL: the form is of the area
  source text NOT NULL,
  revision smallint NOT NULL DEFAULT 1 CHECK (revision >= 1),
  is_current boolean NOT NULL DEFAULT true,             -- the newest revision
  is_counting boolean NOT NULL,                         -- source = the contest's counting source
  state form_state NOT NULL DEFAULT 'preliminary',
  reason text,                                          -- of a revision
  hold_rule text,                                       -- set while the gate or a manager holds the form out
  hold_detail text,
  hold_released_by integer REFERENCES users,            -- a person looked and let it count: rules do not hold it again
  registered_voters integer CHECK (registered_voters >= 0),
  valid_votes integer NOT NULL CHECK (valid_votes >= 0),
  valid_stated boolean NOT NULL DEFAULT true,           -- false: derived as the sum of the candidates
  rejected_votes integer CHECK (rejected_votes >= 0),
  votes_cast integer CHECK (votes_cast >= 0),           -- NULL where rejected is unknown
  stations_total integer CHECK (stations_total >= 0),   -- area forms: how many stations the figure is of
  stations_reported integer CHECK (stations_reported >= 0),
  received_at_utc timestamptz NOT NULL,
  received_stated boolean NOT NULL DEFAULT true,        -- false: the source gave no time; the time of the import stands in
  entered_at_utc timestamptz NOT NULL DEFAULT now(),
  entered_by integer REFERENCES users,
  verified_by integer REFERENCES users,
  confirmed_by integer REFERENCES users,
  device text,
  device_point geography(Point, 4326),
  distance_m real,
  checked_at_utc timestamptz,                           -- plausibility rules have seen it
  UNIQUE NULLS NOT DISTINCT (race_id, leaf_area_id, station_id, source, revision),
  CHECK (verified_by IS NULL OR verified_by <> entered_by),
  CHECK (confirmed_by IS NULL OR (confirmed_by <> entered_by AND confirmed_by IS DISTINCT FROM verified_by)),
  CHECK (hold_rule IS NULL OR state = 'disputed')
);
CREATE UNIQUE INDEX result_forms_current ON result_forms (race_id, leaf_area_id, station_id, source)
  NULLS NOT DISTINCT WHERE is_current;
CREATE INDEX result_forms_cell ON result_forms (race_id, leaf_area_id) WHERE is_current AND is_counting;
CREATE INDEX result_forms_other ON result_forms (form_id) WHERE is_current AND NOT is_counting;
CREATE INDEX result_forms_revised ON result_forms (entered_at_utc) WHERE revision > 1;
CREATE INDEX result_forms_unchecked ON result_forms (race_id) WHERE checked_at_utc IS NULL AND is_current AND is_counting;
CREATE INDEX result_forms_held ON result_forms (race_id) WHERE is_current AND is_counting AND state = 'disputed';
CREATE INDEX result_forms_station ON result_forms (station_id);

CREATE TABLE form_votes (
  form_id bigint NOT NULL REFERENCES result_forms,
  candidate_id integer NOT NULL REFERENCES candidates,
  votes integer NOT NULL CHECK (votes >= 0),
  PRIMARY KEY (form_id, candidate_id)
);

-- Tallies ------------------------------------------------------------------------------------------

CREATE TABLE dirty_log (
  dirty_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  race_id integer NOT NULL,
  leaf_area_id integer NOT NULL
);

-- A queue: its dead rows must go soon, or the next step walks over them.
ALTER TABLE dirty_log SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 500, autovacuum_vacuum_insert_threshold = -1);

CREATE SEQUENCE tally_seq AS bigint;

-- One row per race and leaf area: how many stations, in which states, and the sums the forms state.
-- *_all: every current counting form; *_public: those in the election's publish_states and not held.
CREATE TABLE ward_counts (
  race_id integer NOT NULL REFERENCES races,
  leaf_area_id integer NOT NULL REFERENCES areas,
  tally_seq bigint NOT NULL,
  forms_reported integer NOT NULL,
  forms_preliminary integer NOT NULL,
  forms_verified integer NOT NULL,
  forms_confirmed integer NOT NULL,
  forms_disputed integer NOT NULL,
  forms_all integer NOT NULL,
  forms_public integer NOT NULL,
  is_area_form boolean NOT NULL,         -- the leaf's figures come for the area, not by station
  area_stations_total integer,
  area_stations_reported integer,
  valid_all bigint NOT NULL,
  valid_public bigint NOT NULL,
  rejected_public bigint, rejected_forms_public integer NOT NULL,
  cast_public bigint, cast_forms_public integer NOT NULL,
  registered_public bigint, registered_forms_public integer NOT NULL,
  turnout_cast_public bigint, turnout_registered_public bigint,   -- over forms that state both
  last_received_at_utc timestamptz,
  PRIMARY KEY (race_id, leaf_area_id)
);
CREATE INDEX ward_counts_seq ON ward_counts (tally_seq);

-- One row per race, leaf area and candidate.
CREATE TABLE ward_tallies (
  race_id integer NOT NULL,
  leaf_area_id integer NOT NULL,
  candidate_id integer NOT NULL REFERENCES candidates,
  votes_all bigint NOT NULL,
  votes_public bigint NOT NULL,
  PRIMARY KEY (race_id, leaf_area_id, candidate_id),
  FOREIGN KEY (race_id, leaf_area_id) REFERENCES ward_counts
);

-- Publication --------------------------------------------------------------------------------------

CREATE TABLE versions (
  election_id smallint NOT NULL REFERENCES elections,
  version integer NOT NULL CHECK (version >= 1),
  published_at_utc timestamptz NOT NULL,
  tally_seq bigint NOT NULL,
  kind text NOT NULL,                    -- count, correction, release
  reason text NOT NULL,
  forms integer NOT NULL,
  corrections integer NOT NULL,
  manifest_sha256 text NOT NULL,
  summary jsonb NOT NULL,                -- data.records.VersionLine
  PRIMARY KEY (election_id, version)
);

CREATE TABLE publications (
  election_id smallint PRIMARY KEY REFERENCES elections,
  mode text NOT NULL DEFAULT 'auto' CHECK (mode IN ('auto', 'hold', 'rolled_back')),
  pinned_version integer,
  reason text,
  changed_at_utc timestamptz NOT NULL DEFAULT now(),
  changed_by text,
  requested_at_utc timestamptz           -- somebody asked for everything to be built anew
);

CREATE TABLE gate_findings (
  finding_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  election_id smallint NOT NULL REFERENCES elections,
  found_at_utc timestamptz NOT NULL DEFAULT now(),
  kind text NOT NULL,
  document text,
  detail text NOT NULL,
  resolved_at_utc timestamptz
);
CREATE INDEX gate_findings_open ON gate_findings (election_id) WHERE resolved_at_utc IS NULL;

-- Audit --------------------------------------------------------------------------------------------

CREATE TABLE audit_log (
  audit_id bigint GENERATED ALWAYS AS IDENTITY,
  at_utc timestamptz NOT NULL DEFAULT now(),
  actor text NOT NULL,                   -- username, or system:<process>
  action text NOT NULL,
  object_type text NOT NULL,
  object_id text NOT NULL,
  old_value jsonb,
  new_value jsonb,
  reason text,
  correlation_id uuid,
  row_hash bytea NOT NULL,
  PRIMARY KEY (audit_id, at_utc)
) PARTITION BY RANGE (at_utc);
CREATE TABLE audit_log_default PARTITION OF audit_log DEFAULT;
CREATE INDEX audit_log_object ON audit_log (object_type, object_id);

-- Rules that hold whatever the code does -----------------------------------------------------------

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% of % is append-only: % refused', TG_TABLE_NAME, TG_TABLE_SCHEMA, TG_OP USING ERRCODE = 'integrity_constraint_violation';
END $$;

CREATE TRIGGER form_votes_append_only BEFORE UPDATE OR DELETE ON form_votes FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER form_votes_no_truncate BEFORE TRUNCATE ON form_votes FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER result_forms_no_delete BEFORE DELETE ON result_forms FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER result_forms_no_truncate BEFORE TRUNCATE ON result_forms FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER audit_log_append_only BEFORE UPDATE OR DELETE ON audit_log FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER audit_log_no_truncate BEFORE TRUNCATE ON audit_log FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER audit_log_default_no_truncate BEFORE TRUNCATE ON audit_log_default FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER versions_append_only BEFORE UPDATE OR DELETE ON versions FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER versions_no_truncate BEFORE TRUNCATE ON versions FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- The figures and identity of a form are immutable; state, holds and checks may change.
CREATE FUNCTION refuse_figure_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.uid, NEW.race_id, NEW.leaf_area_id, NEW.station_id, NEW.source, NEW.revision, NEW.is_counting,
      NEW.registered_voters, NEW.valid_votes, NEW.rejected_votes, NEW.votes_cast, NEW.stations_total,
      NEW.stations_reported, NEW.received_at_utc, NEW.entered_at_utc, NEW.entered_by)
     IS DISTINCT FROM
     (OLD.uid, OLD.race_id, OLD.leaf_area_id, OLD.station_id, OLD.source, OLD.revision, OLD.is_counting,
      OLD.registered_voters, OLD.valid_votes, OLD.rejected_votes, OLD.votes_cast, OLD.stations_total,
      OLD.stations_reported, OLD.received_at_utc, OLD.entered_at_utc, OLD.entered_by)
  THEN
    RAISE EXCEPTION 'form % cannot be overwritten: add a revision', OLD.form_id USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER result_forms_figures BEFORE UPDATE ON result_forms FOR EACH ROW EXECUTE FUNCTION refuse_figure_change();

-- SECURITY DEFINER functions name pg_temp last in their search_path: unnamed, it comes first, and a temporary
-- table `users` of the caller would decide the caller's role.

-- Every way a form can change a total leaves its key in the dirty log, in the same transaction.
CREATE FUNCTION log_dirty_insert() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  INSERT INTO dirty_log (race_id, leaf_area_id)
  SELECT DISTINCT race_id, leaf_area_id FROM changed WHERE is_counting;
  RETURN NULL;
END $$;
CREATE FUNCTION log_dirty_update() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  INSERT INTO dirty_log (race_id, leaf_area_id)
  SELECT DISTINCT n.race_id, n.leaf_area_id
  FROM changed n JOIN before o USING (form_id)
  WHERE n.is_counting AND (n.state, n.is_current) IS DISTINCT FROM (o.state, o.is_current);
  RETURN NULL;
END $$;
CREATE TRIGGER result_forms_dirty_insert AFTER INSERT ON result_forms
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION log_dirty_insert();
CREATE TRIGGER result_forms_dirty_update AFTER UPDATE ON result_forms
  REFERENCING NEW TABLE AS changed OLD TABLE AS before FOR EACH STATEMENT EXECUTE FUNCTION log_dirty_update();

-- SHA-256 over the row as the canonical text of its values; sealing chains them (later migration).
CREATE FUNCTION audit_row_hash(a audit_log) RETURNS bytea LANGUAGE sql STABLE AS $$
  SELECT sha256(convert_to(jsonb_build_array(
    a.audit_id, to_char(a.at_utc AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), a.actor, a.action,
    a.object_type, a.object_id, a.old_value, a.new_value, a.reason, a.correlation_id)::text, 'UTF8'))
$$;
CREATE FUNCTION set_audit_row_hash() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.row_hash := audit_row_hash(NEW);
  RETURN NEW;
END $$;
CREATE TRIGGER audit_log_hash BEFORE INSERT ON audit_log FOR EACH ROW EXECUTE FUNCTION set_audit_row_hash();

-- Materialized views: their own schedule, refreshed CONCURRENTLY by the worker, never on the hot path -----

-- Grain: election x contest. Public rows only (sums over forms_public).
CREATE MATERIALIZED VIEW election_summary AS
SELECT e.election_id, e.code AS election_code, c.contest_id, c.code AS contest_code,
       count(DISTINCT w.race_id) FILTER (WHERE w.forms_public > 0) AS races_reported,
       coalesce(sum(w.forms_public), 0) AS forms_public,
       coalesce(sum(w.forms_disputed), 0) AS forms_disputed,
       coalesce(sum(w.valid_public), 0) AS valid_votes,
       sum(w.rejected_public) AS rejected_votes,
       max(w.last_received_at_utc) AS last_received_at_utc
FROM elections e
JOIN contests c USING (election_id)
LEFT JOIN races r USING (contest_id)
LEFT JOIN ward_counts w USING (race_id)
GROUP BY e.election_id, e.code, c.contest_id, c.code;
CREATE UNIQUE INDEX election_summary_key ON election_summary (election_id, contest_id);

-- Grain: contest x leaf area. The last known result of a ward with its leader, for profiles and comparison.
CREATE MATERIALIZED VIEW ward_profiles AS
SELECT c.contest_id, w.leaf_area_id AS area_id, w.forms_public, w.area_stations_total, w.area_stations_reported,
       w.valid_public AS valid_votes, w.turnout_cast_public AS turnout_cast, w.turnout_registered_public AS turnout_registered,
       t.candidate_id AS leader_candidate_id, t.votes_public AS leader_votes
FROM ward_counts w
JOIN races r USING (race_id)
JOIN contests c USING (contest_id)
LEFT JOIN LATERAL (
  SELECT candidate_id, votes_public FROM ward_tallies t
  WHERE t.race_id = w.race_id AND t.leaf_area_id = w.leaf_area_id AND t.votes_public > 0
  ORDER BY votes_public DESC, candidate_id LIMIT 1) t ON true
WHERE w.forms_public > 0;
CREATE UNIQUE INDEX ward_profiles_key ON ward_profiles (contest_id, area_id);
CREATE INDEX ward_profiles_area ON ward_profiles (area_id);

-- Grain: contest x area now x linked candidate. Votes of the earlier election in the same leaf area.
-- candidate_code NULL: the valid votes of the area then.
CREATE MATERIALIZED VIEW baseline_comparison AS
WITH linked AS (
  SELECT DISTINCT l.contest_id, l.baseline_contest_id FROM baseline_links l
), cells AS (
  SELECT l.contest_id, l.baseline_contest_id, w.race_id, w.leaf_area_id,
         coalesce(x.area_id, w.leaf_area_id) AS area_id, w.valid_public
  FROM linked l
  JOIN races r ON r.contest_id = l.baseline_contest_id
  JOIN ward_counts w USING (race_id)
  LEFT JOIN baseline_areas x ON x.contest_id = l.contest_id AND x.baseline_area_id = w.leaf_area_id
  WHERE w.forms_public > 0
)
SELECT contest_id, area_id, NULL::text AS candidate_code, NULL::text AS baseline_candidate_code, sum(valid_public) AS votes
FROM cells GROUP BY contest_id, area_id
UNION ALL
SELECT c.contest_id, c.area_id, k.candidate_code, b.code, sum(t.votes_public)
FROM cells c
JOIN ward_tallies t ON t.race_id = c.race_id AND t.leaf_area_id = c.leaf_area_id
JOIN candidates b ON b.candidate_id = t.candidate_id
LEFT JOIN baseline_links k ON k.contest_id = c.contest_id AND k.baseline_candidate_code = b.code
GROUP BY c.contest_id, c.area_id, k.candidate_code, b.code;
CREATE UNIQUE INDEX baseline_comparison_key ON baseline_comparison (contest_id, area_id, baseline_candidate_code) NULLS NOT DISTINCT;

-- Rights -------------------------------------------------------------------------------------------

CREATE FUNCTION app_user_id() RETURNS integer LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT nullif(current_setting('app.user_id', true), '')::integer
$$;
-- Owned by a role that bypasses row security, or the policy on users would ask itself for ever.
CREATE FUNCTION app_role() RETURNS user_role LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT role FROM users WHERE user_id = nullif(current_setting('app.user_id', true), '')::integer AND is_active
$$;
GRANT SELECT ON users TO matokeo_definer;
ALTER FUNCTION app_role() OWNER TO matokeo_definer;
GRANT INSERT ON dirty_log TO matokeo_definer;
ALTER FUNCTION log_dirty_insert() OWNER TO matokeo_definer;
ALTER FUNCTION log_dirty_update() OWNER TO matokeo_definer;

ALTER TABLE users ENABLE ROW LEVEL SECURITY;
ALTER TABLE users FORCE ROW LEVEL SECURITY;
ALTER TABLE result_forms ENABLE ROW LEVEL SECURITY;
ALTER TABLE result_forms FORCE ROW LEVEL SECURITY;
ALTER TABLE form_votes ENABLE ROW LEVEL SECURITY;
ALTER TABLE form_votes FORCE ROW LEVEL SECURITY;
ALTER TABLE audit_log ENABLE ROW LEVEL SECURITY;
ALTER TABLE audit_log FORCE ROW LEVEL SECURITY;

CREATE POLICY users_self ON users FOR SELECT TO matokeo_entry
  USING (user_id = (SELECT app_user_id()) OR (SELECT app_role()) = 'super_admin');
CREATE POLICY users_admin ON users FOR ALL TO matokeo_entry
  USING ((SELECT app_role()) = 'super_admin') WITH CHECK ((SELECT app_role()) = 'super_admin');
CREATE POLICY users_worker ON users FOR SELECT TO matokeo_worker USING (true);

CREATE POLICY forms_read ON result_forms FOR SELECT TO matokeo_entry
  USING ((SELECT app_role()) IN ('super_admin', 'election_manager')
         OR ((SELECT app_role()) = 'field_observer' AND entered_by = (SELECT app_user_id())));
CREATE POLICY forms_enter ON result_forms FOR INSERT TO matokeo_entry
  WITH CHECK ((SELECT app_role()) IN ('super_admin', 'election_manager', 'field_observer')
              AND entered_by = (SELECT app_user_id()) AND state = 'preliminary'
              AND verified_by IS NULL AND confirmed_by IS NULL AND hold_released_by IS NULL
              AND checked_at_utc IS NULL);  -- or the plausibility rules would never look at it
CREATE POLICY forms_manage ON result_forms FOR UPDATE TO matokeo_entry
  USING ((SELECT app_role()) IN ('super_admin', 'election_manager'))
  WITH CHECK ((SELECT app_role()) IN ('super_admin', 'election_manager')
              AND entered_by IS DISTINCT FROM (SELECT app_user_id()));
CREATE POLICY forms_worker ON result_forms FOR ALL TO matokeo_worker USING (true) WITH CHECK (true);

CREATE POLICY votes_read ON form_votes FOR SELECT TO matokeo_entry
  USING (EXISTS (SELECT 1 FROM result_forms f WHERE f.form_id = form_votes.form_id));
CREATE POLICY votes_enter ON form_votes FOR INSERT TO matokeo_entry
  WITH CHECK (EXISTS (SELECT 1 FROM result_forms f WHERE f.form_id = form_votes.form_id
                      AND f.entered_by = (SELECT app_user_id()) AND f.state = 'preliminary'));
CREATE POLICY votes_worker ON form_votes FOR SELECT TO matokeo_worker USING (true);

CREATE POLICY audit_write ON audit_log FOR INSERT TO matokeo_entry, matokeo_worker WITH CHECK (true);
CREATE POLICY audit_read ON audit_log FOR SELECT TO matokeo_entry USING ((SELECT app_role()) = 'super_admin');

GRANT USAGE ON SCHEMA public TO matokeo_entry, matokeo_worker, matokeo_public, matokeo_definer;
GRANT SELECT ON geographies, areas, area_neighbours, geometry_documents, registers, register_areas, polling_stations,
  elections, contests, races, parties, candidates, baseline_links, baseline_areas, versions, publications, gate_findings
  TO matokeo_entry, matokeo_worker;
GRANT SELECT ON ward_counts, ward_tallies TO matokeo_worker;
GRANT SELECT, INSERT ON result_forms, form_votes TO matokeo_entry;
GRANT UPDATE (state, is_current, reason, hold_rule, hold_detail, hold_released_by, verified_by, confirmed_by) ON result_forms TO matokeo_entry;
GRANT SELECT, INSERT, UPDATE ON users TO matokeo_entry;
GRANT SELECT ON users TO matokeo_worker;
GRANT INSERT, SELECT ON audit_log TO matokeo_entry;
GRANT INSERT ON audit_log TO matokeo_worker;
GRANT SELECT, UPDATE ON result_forms TO matokeo_worker;
GRANT SELECT ON form_votes TO matokeo_worker;
GRANT SELECT, INSERT, DELETE ON dirty_log TO matokeo_worker;
GRANT SELECT, INSERT, UPDATE, DELETE ON ward_counts, ward_tallies TO matokeo_worker;
GRANT SELECT, INSERT ON versions TO matokeo_worker;
GRANT SELECT, INSERT, UPDATE ON publications, gate_findings TO matokeo_worker;
GRANT USAGE, SELECT ON SEQUENCE tally_seq TO matokeo_worker;
GRANT SELECT ON election_summary, ward_profiles, baseline_comparison TO matokeo_public, matokeo_worker, matokeo_entry;

-- Imports and commands run as the owner, which FORCE ROW LEVEL SECURITY binds too unless it is a superuser.
CREATE POLICY users_owner ON users TO CURRENT_USER USING (true) WITH CHECK (true);
CREATE POLICY forms_owner ON result_forms TO CURRENT_USER USING (true) WITH CHECK (true);
CREATE POLICY votes_owner ON form_votes TO CURRENT_USER USING (true) WITH CHECK (true);
CREATE POLICY audit_owner ON audit_log TO CURRENT_USER USING (true) WITH CHECK (true);

-- Only the owner may refresh a materialized view; the worker does it through this function.
CREATE FUNCTION refresh_views() RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  REFRESH MATERIALIZED VIEW CONCURRENTLY election_summary;
  REFRESH MATERIALIZED VIEW CONCURRENTLY ward_profiles;
  REFRESH MATERIALIZED VIEW CONCURRENTLY baseline_comparison;
END $$;
REVOKE ALL ON FUNCTION refresh_views() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION refresh_views() TO matokeo_worker;
