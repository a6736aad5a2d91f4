-- Accounts: passwords, second factors, sessions, tokens, invitations, personal data, scopes, assignments.
-- What proves who somebody is belongs to a role of its own, matokeo_auth: SQL smuggled into entry or management
-- (matokeo_entry) cannot read a password hash, a session or a phone number.

DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'matokeo_auth') THEN CREATE ROLE matokeo_auth LOGIN; END IF;
END $$;

ALTER TABLE users ADD COLUMN language text NOT NULL DEFAULT 'en' CHECK (language ~ '^[a-z]{2}$');

CREATE TABLE credentials (
  user_id integer PRIMARY KEY REFERENCES users,
  password_hash text NOT NULL,           -- argon2id, with its parameters
  changed_at_utc timestamptz NOT NULL DEFAULT now(),
  failed_logins integer NOT NULL DEFAULT 0,
  locked_until_utc timestamptz
);

CREATE TABLE second_factors (
  user_id integer PRIMARY KEY REFERENCES users,
  secret bytea NOT NULL,                 -- encrypted with the data key
  confirmed_at_utc timestamptz,          -- NULL: shown as a picture, not yet proved
  last_step bigint NOT NULL DEFAULT 0    -- the time step last used: a code works once
);

CREATE TABLE recovery_codes (
  user_id integer NOT NULL REFERENCES users,
  code_sha256 bytea NOT NULL,
  used_at_utc timestamptz,
  PRIMARY KEY (user_id, code_sha256)
);

CREATE TABLE sessions (
  session_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  uid uuid NOT NULL DEFAULT gen_random_uuid() UNIQUE,
  token_sha256 bytea NOT NULL UNIQUE,
  user_id integer NOT NULL REFERENCES users,
  created_at_utc timestamptz NOT NULL DEFAULT now(),
  seen_at_utc timestamptz NOT NULL DEFAULT now(),
  expires_at_utc timestamptz NOT NULL,
  address inet,
  device text,
  second_factor boolean NOT NULL,        -- a second factor was given in this session
  revoked_at_utc timestamptz,
  revoked_reason text
);
CREATE INDEX sessions_user ON sessions (user_id, created_at_utc DESC);

-- A refresh token works once; used again, somebody else has it and the whole family ends.
CREATE TABLE refresh_tokens (
  token_sha256 bytea PRIMARY KEY,
  family uuid NOT NULL,
  user_id integer NOT NULL REFERENCES users,
  issued_at_utc timestamptz NOT NULL DEFAULT now(),
  expires_at_utc timestamptz NOT NULL,
  used_at_utc timestamptz,
  revoked_at_utc timestamptz,
  second_factor boolean NOT NULL,
  address inet,
  device text
);
CREATE INDEX refresh_tokens_family ON refresh_tokens (family);
CREATE INDEX refresh_tokens_user ON refresh_tokens (user_id);

CREATE TABLE invitations (
  token_sha256 bytea PRIMARY KEY,
  user_id integer NOT NULL REFERENCES users,
  purpose text NOT NULL CHECK (purpose IN ('invite', 'reset')),
  created_by integer REFERENCES users,
  created_at_utc timestamptz NOT NULL DEFAULT now(),
  expires_at_utc timestamptz NOT NULL,
  used_at_utc timestamptz
);
CREATE INDEX invitations_user ON invitations (user_id);

CREATE TABLE user_private (
  user_id integer NOT NULL REFERENCES users,
  field text NOT NULL CHECK (field IN ('national_id', 'phone', 'email')),
  ciphertext bytea NOT NULL,
  changed_at_utc timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (user_id, field)
);

-- Where a manager works: these areas and everything below them. No row: nowhere.
CREATE TABLE user_scopes (
  user_id integer NOT NULL REFERENCES users,
  area_id integer NOT NULL REFERENCES areas,
  PRIMARY KEY (user_id, area_id)
);

-- Which stations an observer reports from. An ended row stays: it says who could have entered what.
CREATE TABLE assignments (
  assignment_id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  user_id integer NOT NULL REFERENCES users,
  station_id integer NOT NULL REFERENCES polling_stations,
  assigned_by integer REFERENCES users,
  assigned_at_utc timestamptz NOT NULL DEFAULT now(),
  ended_at_utc timestamptz
);
CREATE UNIQUE INDEX assignments_open ON assignments (user_id, station_id) WHERE ended_at_utc IS NULL;
CREATE INDEX assignments_station ON assignments (station_id) WHERE ended_at_utc IS NULL;

-- Rights -------------------------------------------------------------------------------------------

-- Functions that policies ask are plpgsql: its plans stay in the session, a function in SQL is planned at every call.
CREATE FUNCTION app_scope() RETURNS integer[] LANGUAGE plpgsql STABLE PARALLEL SAFE SECURITY DEFINER
SET search_path = public, pg_temp AS $$
BEGIN
  RETURN (SELECT coalesce(array_agg(area_id), '{}') FROM user_scopes
          WHERE user_id = nullif(current_setting('app.user_id', true), '')::integer);
END $$;
CREATE OR REPLACE FUNCTION app_role() RETURNS user_role LANGUAGE plpgsql STABLE PARALLEL SAFE SECURITY DEFINER
SET search_path = public, pg_temp AS $$
BEGIN
  RETURN (SELECT role FROM users WHERE user_id = nullif(current_setting('app.user_id', true), '')::integer AND is_active);
END $$;
GRANT SELECT ON user_scopes TO matokeo_definer;
ALTER FUNCTION app_scope() OWNER TO matokeo_definer;

DO $$
DECLARE name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['credentials', 'second_factors', 'recovery_codes', 'sessions', 'refresh_tokens', 'invitations',
                              'user_private', 'user_scopes', 'assignments']
  LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE POLICY %I ON %I TO CURRENT_USER USING (true) WITH CHECK (true)', name || '_owner', name);
  END LOOP;
  FOREACH name IN ARRAY ARRAY['credentials', 'second_factors', 'recovery_codes', 'sessions', 'refresh_tokens', 'invitations', 'user_private']
  LOOP
    EXECUTE format('CREATE POLICY %I ON %I TO matokeo_auth USING (true) WITH CHECK (true)', name || '_auth', name);
  END LOOP;
END $$;

CREATE POLICY users_auth ON users FOR SELECT TO matokeo_auth USING (true);
-- Managers see who their colleagues and observers are: names and roles, never what is in the tables above.
CREATE POLICY users_colleagues ON users FOR SELECT TO matokeo_entry USING ((SELECT app_role()) = 'election_manager');
CREATE POLICY audit_auth ON audit_log FOR INSERT TO matokeo_auth WITH CHECK (true);

CREATE POLICY scopes_read ON user_scopes FOR SELECT TO matokeo_entry
  USING (user_id = (SELECT app_user_id()) OR (SELECT app_role()) = 'super_admin');
CREATE POLICY scopes_admin ON user_scopes FOR ALL TO matokeo_entry
  USING ((SELECT app_role()) = 'super_admin') WITH CHECK ((SELECT app_role()) = 'super_admin');

CREATE POLICY assignments_own ON assignments FOR SELECT TO matokeo_entry USING (user_id = (SELECT app_user_id()));
CREATE POLICY assignments_manage ON assignments FOR SELECT TO matokeo_entry
  USING ((SELECT app_role()) = 'super_admin' OR ((SELECT app_role()) = 'election_manager' AND EXISTS (
    SELECT 1 FROM polling_stations s JOIN areas a USING (area_id)
    WHERE s.station_id = assignments.station_id AND a.path_ids && (SELECT app_scope()))));
CREATE POLICY assignments_end ON assignments FOR UPDATE TO matokeo_entry
  USING ((SELECT app_role()) = 'super_admin' OR ((SELECT app_role()) = 'election_manager' AND EXISTS (
    SELECT 1 FROM polling_stations s JOIN areas a USING (area_id)
    WHERE s.station_id = assignments.station_id AND a.path_ids && (SELECT app_scope()))))
  WITH CHECK ((SELECT app_role()) = 'super_admin' OR ((SELECT app_role()) = 'election_manager' AND EXISTS (
    SELECT 1 FROM polling_stations s JOIN areas a USING (area_id)
    WHERE s.station_id = assignments.station_id AND a.path_ids && (SELECT app_scope()))));
-- In the own name, from now on: who could have entered what is never written after the fact.
CREATE POLICY assignments_add ON assignments FOR INSERT TO matokeo_entry
  WITH CHECK (assigned_by = (SELECT app_user_id()) AND assigned_at_utc = now() AND ended_at_utc IS NULL
  AND ((SELECT app_role()) = 'super_admin' OR ((SELECT app_role()) = 'election_manager' AND EXISTS (
    SELECT 1 FROM polling_stations s JOIN areas a USING (area_id)
    WHERE s.station_id = assignments.station_id AND a.path_ids && (SELECT app_scope())))));
CREATE FUNCTION guard_assignment_end() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.ended_at_utc IS NOT NULL OR NEW.ended_at_utc IS DISTINCT FROM now() THEN
    RAISE EXCEPTION 'assignment % ends once, now: begin another', OLD.assignment_id USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER assignments_guard_end BEFORE UPDATE ON assignments FOR EACH ROW
  WHEN (app_user_id() IS NOT NULL) EXECUTE FUNCTION guard_assignment_end();

-- Nobody gives themselves a role or shuts themselves out, and a name stays who it was. The last active administrator
-- stays with it: only an administrator changes others, and is one afterwards.
CREATE FUNCTION guard_person_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.user_id = app_user_id() AND (NEW.role, NEW.is_active) IS DISTINCT FROM (OLD.role, OLD.is_active) THEN
    RAISE EXCEPTION 'nobody changes the own role or state' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER users_guard_change BEFORE UPDATE ON users FOR EACH ROW
  WHEN (app_user_id() IS NOT NULL) EXECUTE FUNCTION guard_person_change();
REVOKE INSERT, UPDATE ON users FROM matokeo_entry;
GRANT INSERT (username, display_name, role, language) ON users TO matokeo_entry;
GRANT UPDATE (display_name, role, is_active, language) ON users TO matokeo_entry;

GRANT USAGE ON SCHEMA public TO matokeo_auth;
GRANT SELECT ON users TO matokeo_auth;
-- Everybody chooses the own language; the office says whose row.
GRANT UPDATE (language) ON users TO matokeo_auth;
CREATE POLICY users_language ON users FOR UPDATE TO matokeo_auth USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON credentials, second_factors, recovery_codes, user_private TO matokeo_auth;
GRANT SELECT, INSERT, UPDATE ON sessions, refresh_tokens, invitations TO matokeo_auth;
GRANT INSERT ON audit_log TO matokeo_auth;
GRANT SELECT, INSERT, DELETE ON user_scopes TO matokeo_entry;
GRANT SELECT, INSERT ON assignments TO matokeo_entry;
GRANT UPDATE (ended_at_utc) ON assignments TO matokeo_entry;
GRANT SELECT ON user_scopes, assignments TO matokeo_worker;
CREATE POLICY scopes_worker ON user_scopes FOR SELECT TO matokeo_worker USING (true);
CREATE POLICY assignments_worker ON assignments FOR SELECT TO matokeo_worker USING (true);
