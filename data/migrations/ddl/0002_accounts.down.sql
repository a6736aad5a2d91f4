-- Takes back 0002_accounts.
DROP POLICY users_auth ON users;
DROP POLICY users_colleagues ON users;
DROP POLICY audit_auth ON audit_log;
REVOKE ALL ON users, audit_log FROM matokeo_auth;
REVOKE USAGE ON SCHEMA public FROM matokeo_auth;
DROP TABLE assignments, user_scopes, user_private, invitations, refresh_tokens, sessions, recovery_codes,
  second_factors, credentials;
DROP FUNCTION app_scope();
ALTER TABLE users DROP COLUMN language;
