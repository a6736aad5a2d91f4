-- Takes back 0002_accounts.
DROP POLICY users_auth ON users;
DROP POLICY users_language ON users;
REVOKE UPDATE (language) ON users FROM matokeo_auth;
DROP POLICY users_colleagues ON users;
DROP POLICY audit_auth ON audit_log;
REVOKE ALL ON users, audit_log FROM matokeo_auth;
REVOKE USAGE ON SCHEMA public FROM matokeo_auth;
DROP TABLE assignments, user_scopes, user_private, invitations, refresh_tokens, sessions, recovery_codes,
  second_factors, credentials;
DROP FUNCTION app_scope();
DROP FUNCTION guard_assignment_end();
DROP TRIGGER users_guard_change ON users;
DROP FUNCTION guard_person_change();
REVOKE INSERT (username, display_name, role, language), UPDATE (display_name, role, is_active, language) ON users FROM matokeo_entry;
GRANT INSERT, UPDATE ON users TO matokeo_entry;
ALTER TABLE users DROP COLUMN language;
CREATE OR REPLACE FUNCTION app_role() RETURNS user_role LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT role FROM users WHERE user_id = nullif(current_setting('app.user_id', true), '')::integer AND is_active
$$;
