-- Audit: who, from where, in which transaction; seals that chain the rows; indexes to search by.
-- A seal covers whole transactions: all those older than the oldest one still running. A row can therefore not
-- slip in behind a seal with a lower number, and no writer ever waits for the sealer.

ALTER TABLE audit_log
  ADD COLUMN user_id integer,
  ADD COLUMN address inet,
  ADD COLUMN txid xid8 NOT NULL DEFAULT '0',
  ADD COLUMN hash_version smallint NOT NULL DEFAULT 1;
ALTER TABLE audit_log ALTER COLUMN hash_version SET DEFAULT 2;
CREATE INDEX audit_log_txid ON audit_log (txid, audit_id);
CREATE INDEX audit_log_actor ON audit_log (actor, audit_id);
CREATE INDEX audit_log_action ON audit_log (action text_pattern_ops, audit_id);
CREATE INDEX audit_log_at ON audit_log (at_utc);
CREATE INDEX audit_log_correlation ON audit_log (correlation_id) WHERE correlation_id IS NOT NULL;

CREATE OR REPLACE FUNCTION audit_row_hash(a audit_log) RETURNS bytea LANGUAGE sql STABLE AS $$
  SELECT sha256(convert_to(CASE a.hash_version WHEN 1 THEN jsonb_build_array(
    a.audit_id, to_char(a.at_utc AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), a.actor, a.action,
    a.object_type, a.object_id, a.old_value, a.new_value, a.reason, a.correlation_id)
  ELSE jsonb_build_array(
    a.audit_id, to_char(a.at_utc AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), a.actor, a.action,
    a.object_type, a.object_id, a.old_value, a.new_value, a.reason, a.correlation_id, a.user_id, host(a.address), a.txid::text)
  END::text, 'UTF8'))
$$;
-- The person is the one whom the transaction acts for, whatever the statement says.
CREATE OR REPLACE FUNCTION set_audit_row_hash() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.hash_version := 2;
  NEW.txid := pg_current_xact_id();
  IF current_user <> 'matokeo_auth' THEN
    NEW.user_id := app_user_id();
  END IF;
  NEW.row_hash := audit_row_hash(NEW);
  RETURN NEW;
END $$;

CREATE TABLE audit_seals (
  seal_id bigint PRIMARY KEY,
  from_txid xid8 NOT NULL,               -- inclusive
  to_txid xid8 NOT NULL,                 -- exclusive
  rows bigint NOT NULL,
  last_audit_id bigint NOT NULL,
  previous_sha256 bytea,                 -- NULL: the first seal
  rows_sha256 bytea NOT NULL,            -- SHA-256 over the row hashes, by transaction and number
  seal_sha256 bytea NOT NULL,
  sealed_at_utc timestamptz NOT NULL DEFAULT now(),
  CHECK ((seal_id = 1) = (previous_sha256 IS NULL))
);
CREATE TRIGGER audit_seals_append_only BEFORE UPDATE OR DELETE ON audit_seals FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER audit_seals_no_truncate BEFORE TRUNCATE ON audit_seals FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE FUNCTION audit_seal_hash(s audit_seals) RETURNS bytea LANGUAGE sql STABLE AS $$
  SELECT sha256(convert_to(jsonb_build_array(s.seal_id, s.from_txid::text, s.to_txid::text, s.rows, s.last_audit_id,
    encode(s.previous_sha256, 'hex'), encode(s.rows_sha256, 'hex'),
    to_char(s.sealed_at_utc AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'))::text, 'UTF8'))
$$;

-- Seals what is finished; returns the new seal's number, NULL when there was nothing. One sealer at a time.
CREATE FUNCTION seal_audit() RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE last audit_seals; made audit_seals; horizon xid8;
BEGIN
  PERFORM pg_advisory_xact_lock(7305003);
  SELECT * INTO last FROM audit_seals ORDER BY seal_id DESC LIMIT 1;
  horizon := pg_snapshot_xmin(pg_current_snapshot());
  made.from_txid := coalesce(last.to_txid, '0');
  made.to_txid := horizon;
  SELECT count(*), max(audit_id), sha256(string_agg(row_hash, ''::bytea ORDER BY txid, audit_id))
  INTO made.rows, made.last_audit_id, made.rows_sha256
  FROM audit_log WHERE txid >= made.from_txid AND txid < horizon;
  IF made.rows = 0 THEN
    RETURN NULL;
  END IF;
  made.seal_id := coalesce(last.seal_id, 0) + 1;
  made.previous_sha256 := last.seal_sha256;
  made.sealed_at_utc := clock_timestamp();
  made.seal_sha256 := audit_seal_hash(made);
  INSERT INTO audit_seals SELECT made.*;
  RETURN made.seal_id;
END $$;
GRANT SELECT ON audit_log TO matokeo_definer;
GRANT SELECT, INSERT ON audit_seals TO matokeo_definer;
ALTER FUNCTION seal_audit() OWNER TO matokeo_definer;
REVOKE ALL ON FUNCTION seal_audit() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION seal_audit() TO matokeo_worker;

-- Nobody who works through the web dates a row back.
DROP POLICY audit_write ON audit_log;
CREATE POLICY audit_write ON audit_log FOR INSERT TO matokeo_entry WITH CHECK (at_utc = now());
CREATE POLICY audit_worker ON audit_log FOR INSERT TO matokeo_worker WITH CHECK (true);
DROP POLICY audit_auth ON audit_log;
CREATE POLICY audit_auth ON audit_log FOR INSERT TO matokeo_auth WITH CHECK (at_utc = now());
GRANT SELECT ON audit_seals TO matokeo_entry, matokeo_worker;
