-- Audit: who, from where, in which transaction; seals that chain the rows; indexes to search by.
-- A seal covers whole transactions: those that were finished at its snapshot and not at the one before. A row can
-- therefore not slip in behind a seal, a transaction that takes long delays nobody else's rows, and no writer ever
-- waits for the sealer (docs/decisions/0012).

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
    a.object_type, a.object_id, a.old_value::text, a.new_value::text, a.reason, a.correlation_id, a.user_id, a.address::text, a.txid::text)
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
  snapshot pg_snapshot NOT NULL,         -- covers what it sees and the seal before does not
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
  SELECT sha256(convert_to(jsonb_build_array(s.seal_id, s.snapshot::text, s.rows, s.last_audit_id,
    encode(s.previous_sha256, 'hex'), encode(s.rows_sha256, 'hex'),
    to_char(s.sealed_at_utc AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'))::text, 'UTF8'))
$$;

-- Seals what is finished; returns the new seal's number, NULL when there was nothing. One sealer at a time, in a
-- transaction of its own: what the sealer's own transaction writes after the seal would belong to none. Planned anew each
-- time: a plan for any range of transactions would read the whole log.
CREATE FUNCTION seal_audit() RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
  SET plan_cache_mode = force_custom_plan AS $$
DECLARE last audit_seals; made audit_seals; since xid8;
BEGIN
  IF pg_current_xact_id_if_assigned() IS NOT NULL THEN
    RAISE EXCEPTION 'the audit log is sealed in a transaction that has written nothing' USING ERRCODE = 'object_not_in_prerequisite_state';
  END IF;
  PERFORM pg_advisory_xact_lock(7305003);
  SELECT * INTO last FROM audit_seals ORDER BY seal_id DESC LIMIT 1;
  made.snapshot := pg_current_snapshot();
  last.snapshot := coalesce(last.snapshot, '1:1:');
  since := CASE WHEN last.seal_id IS NULL THEN '0' ELSE pg_snapshot_xmax(last.snapshot) END;
  IF pg_snapshot_xmax(made.snapshot) < pg_snapshot_xmax(last.snapshot) THEN
    RAISE EXCEPTION 'transaction numbers are behind the last seal: this is a copy of the data in a younger cluster'
      USING ERRCODE = 'object_not_in_prerequisite_state', HINT = 'See "After a restore" in docs/audit.md.';
  END IF;
  SELECT count(*), max(audit_id), sha256(string_agg(row_hash, ''::bytea ORDER BY txid, audit_id))
  INTO made.rows, made.last_audit_id, made.rows_sha256
  FROM (
    SELECT txid, audit_id, row_hash FROM audit_log
    WHERE txid >= since AND txid < pg_snapshot_xmax(made.snapshot) AND pg_visible_in_snapshot(txid, made.snapshot)
    UNION ALL
    SELECT txid, audit_id, row_hash FROM audit_log
    WHERE txid = ANY (ARRAY(SELECT pg_snapshot_xip(last.snapshot))) AND pg_visible_in_snapshot(txid, made.snapshot)) AS finished;
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

-- The number, the time and the hash of a row are the store's. Whoever may add rows states only what they tell.
REVOKE INSERT ON audit_log FROM matokeo_entry, matokeo_worker, matokeo_auth;
GRANT INSERT (actor, action, object_type, object_id, old_value, new_value, reason, correlation_id, user_id, address, row_hash)
  ON audit_log TO matokeo_entry, matokeo_worker, matokeo_auth;

-- A partition a month, made ahead by the worker: a month that has rows in the default partition already stays there
-- (rows of the log never move). TRUNCATE of a partition passes the parent's trigger: each has its own.
CREATE FUNCTION make_audit_partitions() RETURNS SETOF text LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE month date; name text; begins timestamptz; ends timestamptz;
BEGIN
  FOR ahead IN 0..2 LOOP
    month := (date_trunc('month', now() AT TIME ZONE 'UTC') + make_interval(months => ahead))::date;
    name := 'audit_log_' || to_char(month, 'YYYYMM');
    begins := month::timestamp AT TIME ZONE 'UTC';
    ends := (month + interval '1 month') AT TIME ZONE 'UTC';
    CONTINUE WHEN to_regclass(format('public.%I', name)) IS NOT NULL
      OR EXISTS (SELECT 1 FROM audit_log_default WHERE at_utc >= begins AND at_utc < ends);
    BEGIN
      EXECUTE format('CREATE TABLE public.%I PARTITION OF public.audit_log FOR VALUES FROM (%L) TO (%L)', name, begins, ends);
    EXCEPTION WHEN check_violation THEN CONTINUE;  -- a row of this month came between
    END;
    EXECUTE format('CREATE TRIGGER %I BEFORE TRUNCATE ON public.%I FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()',
      name || '_no_truncate', name);
    RETURN NEXT name;
  END LOOP;
END $$;
REVOKE ALL ON FUNCTION make_audit_partitions() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION make_audit_partitions() TO matokeo_worker;

-- What waits to be sealed, counted to 10,000, for administrators. Under row security the comparison of transaction numbers
-- could not use its index, and every look at the page would read the whole log.
CREATE FUNCTION audit_waiting(OUT rows integer, OUT since timestamptz) LANGUAGE sql STABLE SECURITY DEFINER
  SET search_path = public, pg_temp AS $$
  SELECT count(*)::integer, min(at_utc) FROM (
    SELECT at_utc FROM audit_log
    WHERE app_role() = 'super_admin'
      AND txid >= coalesce((SELECT pg_snapshot_xmin(snapshot) FROM audit_seals ORDER BY seal_id DESC LIMIT 1), '0')
      AND NOT coalesce(pg_visible_in_snapshot(txid, (SELECT snapshot FROM audit_seals ORDER BY seal_id DESC LIMIT 1)), false)
    ORDER BY txid
    LIMIT 10000) AS waiting
$$;
ALTER FUNCTION audit_waiting() OWNER TO matokeo_definer;
REVOKE ALL ON FUNCTION audit_waiting() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION audit_waiting() TO matokeo_entry;
