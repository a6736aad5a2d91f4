-- Publication control: requests that need a second person, prepared public notices, the switch for people of the office.

-- Anything that pages of publication control, or the publisher, must look at again: a request, a notice.
ALTER TABLE publications ADD COLUMN touched_at_utc timestamptz;

-- A rollback that waits for a second person. What the request was made on (`seen`) must still stand when it is approved.
CREATE TABLE publication_requests (
  request_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  uid uuid NOT NULL UNIQUE DEFAULT gen_random_uuid(),
  election_id smallint NOT NULL REFERENCES elections,
  version integer NOT NULL CHECK (version >= 1),
  reason text NOT NULL CHECK (length(btrim(reason)) BETWEEN 3 AND 500),
  seen text NOT NULL,
  requested_by integer NOT NULL REFERENCES users,
  requested_at_utc timestamptz NOT NULL DEFAULT now(),
  expires_at_utc timestamptz NOT NULL DEFAULT now() + interval '30 minutes',
  state text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'approved', 'refused', 'withdrawn', 'expired')),
  decided_by integer REFERENCES users,
  decided_at_utc timestamptz,
  decision text CHECK (length(btrim(decision)) BETWEEN 3 AND 500)
);
CREATE UNIQUE INDEX publication_requests_waiting ON publication_requests (election_id) WHERE state = 'waiting';
CREATE INDEX publication_requests_election ON publication_requests (election_id, request_id DESC);

-- Whoever runs the statement: nobody decides twice, late, or on an own request.
CREATE FUNCTION guard_publication_request() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.state <> 'waiting' THEN
    RAISE EXCEPTION 'decided' USING ERRCODE = 'object_not_in_prerequisite_state';
  END IF;
  IF NEW.state = 'approved' AND (NEW.decided_by IS NULL OR NEW.decided_by = OLD.requested_by) THEN
    RAISE EXCEPTION 'own_request' USING ERRCODE = 'check_violation';
  END IF;
  IF NEW.state = 'approved' AND OLD.expires_at_utc <= now() THEN
    RAISE EXCEPTION 'expired' USING ERRCODE = 'object_not_in_prerequisite_state';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER publication_requests_guard BEFORE UPDATE OF state ON publication_requests FOR EACH ROW
  EXECUTE FUNCTION guard_publication_request();

-- What managers tell the public beside the figures, in both languages; it follows the pointer and needs no version.
CREATE TABLE public_notices (
  notice_id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  uid uuid NOT NULL UNIQUE DEFAULT gen_random_uuid(),
  election_id smallint NOT NULL REFERENCES elections,
  kind text NOT NULL CHECK (kind IN ('held', 'rolled_back', 'correction', 'delay', 'free')),
  text_en text NOT NULL CHECK (length(btrim(text_en)) BETWEEN 3 AND 400),
  text_sw text NOT NULL CHECK (length(btrim(text_sw)) BETWEEN 3 AND 400),
  state text NOT NULL DEFAULT 'prepared' CHECK (state IN ('prepared', 'active', 'ended')),
  prepared_by integer NOT NULL REFERENCES users,
  prepared_at_utc timestamptz NOT NULL DEFAULT now(),
  activated_by integer REFERENCES users,
  activated_at_utc timestamptz,
  ended_by integer REFERENCES users,
  ended_at_utc timestamptz
);
CREATE INDEX public_notices_election ON public_notices (election_id, notice_id DESC);
CREATE INDEX public_notices_active ON public_notices (election_id) WHERE state = 'active';

-- Who may decide what the public sees of an election: administrators, and managers of the whole country.
CREATE FUNCTION app_may_publish(asked integer) RETURNS boolean LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  RETURN coalesce(app_role() = 'super_admin' OR (app_role() = 'election_manager' AND EXISTS (
    SELECT 1 FROM elections e JOIN registers r USING (register_id)
    JOIN areas a ON a.geography_id = r.geography_id AND a.level = 0 AND a.area_id = ANY (app_scope())
    WHERE e.election_id = asked)), false);
END $$;

-- What a page was drawn from and a decision rests on: the switch, and the version where that stands still. While the public
-- version follows the count, a newer one does not make a page stale.
CREATE FUNCTION publication_mark(asked integer) RETURNS text LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE p publications;
BEGIN
  SELECT * INTO p FROM publications WHERE election_id = asked;
  IF coalesce(p.mode, 'auto') = 'auto' THEN
    RETURN concat('auto|', extract(epoch FROM nullif(p.changed_at_utc, 'epoch')));
  END IF;
  RETURN concat_ws('|', p.mode, extract(epoch FROM p.changed_at_utc), coalesce(p.pinned_version, (
    SELECT max(version) FROM versions WHERE election_id = asked)));
END $$;

-- Everything that must be so before the switch moves; locks the switch. The words of refusals are codes that data.publish knows.
CREATE FUNCTION check_switch(asked integer, wanted text, wanted_version integer, words text, seen text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE now_mode text;
BEGIN
  IF NOT app_may_publish(asked) THEN
    RAISE EXCEPTION 'not_allowed' USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF words IS NULL OR length(btrim(words)) NOT BETWEEN 3 AND 500 THEN
    RAISE EXCEPTION 'no_reason' USING ERRCODE = 'object_not_in_prerequisite_state';
  END IF;
  INSERT INTO publications (election_id, changed_at_utc) VALUES (asked, 'epoch') ON CONFLICT DO NOTHING;
  SELECT mode INTO STRICT now_mode FROM publications WHERE election_id = asked FOR UPDATE;
  IF seen IS DISTINCT FROM publication_mark(asked) THEN
    RAISE EXCEPTION 'stale' USING ERRCODE = 'object_not_in_prerequisite_state';
  END IF;
  IF wanted IN ('auto', 'hold') AND wanted = now_mode THEN
    RAISE EXCEPTION 'already' USING ERRCODE = 'object_not_in_prerequisite_state';
  END IF;
  IF wanted = 'hold' AND now_mode <> 'auto' THEN
    RAISE EXCEPTION 'not_following' USING ERRCODE = 'object_not_in_prerequisite_state';
  END IF;
  IF wanted = 'rolled_back' AND NOT EXISTS (
       SELECT 1 FROM versions v WHERE v.election_id = asked AND v.version = wanted_version
         AND EXISTS (SELECT 1 FROM versions n WHERE n.election_id = asked AND n.version > v.version)) THEN
    RAISE EXCEPTION 'no_version' USING ERRCODE = 'object_not_in_prerequisite_state';
  END IF;
END $$;

-- Nobody of the office may call it; the functions below do.
CREATE FUNCTION set_publication(asked integer, wanted text, wanted_version integer, words text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  UPDATE publications SET mode = wanted, pinned_version = wanted_version, reason = btrim(words), changed_at_utc = clock_timestamp(),
    changed_by = (SELECT username FROM users WHERE user_id = app_user_id())
  WHERE election_id = asked;
END $$;

CREATE FUNCTION needs_two(asked integer) RETURNS boolean LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  RETURN coalesce((SELECT settings -> 'publication' -> 'two_person_rollback' = 'true' FROM elections WHERE election_id = asked), false);
END $$;

-- Managers read the names of those who act on publication, who may be no people of their own area.
CREATE FUNCTION publication_name(asked integer) RETURNS text LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF app_role() IN ('super_admin', 'election_manager') AND (
       EXISTS (SELECT 1 FROM publication_requests WHERE asked IN (requested_by, decided_by))
       OR EXISTS (SELECT 1 FROM public_notices WHERE asked IN (prepared_by, activated_by, ended_by))) THEN
    RETURN (SELECT display_name FROM users WHERE user_id = asked);
  END IF;
  RETURN NULL;
END $$;

-- Hold, release, roll back, build anew (`now`): what the web may do to publication, and nothing else.
CREATE FUNCTION switch_publication(asked integer, wanted text, wanted_version integer, words text, seen text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF wanted IS NULL OR wanted NOT IN ('auto', 'hold', 'rolled_back', 'now') THEN
    RAISE EXCEPTION 'no_such_mode' USING ERRCODE = 'object_not_in_prerequisite_state';
  END IF;
  PERFORM check_switch(asked, wanted, wanted_version, words, seen);
  IF wanted = 'now' THEN
    UPDATE publications SET requested_at_utc = clock_timestamp() WHERE election_id = asked;
    RETURN;
  END IF;
  IF wanted = 'rolled_back' AND needs_two(asked) THEN
    RAISE EXCEPTION 'needs_second' USING ERRCODE = 'object_not_in_prerequisite_state';
  END IF;
  PERFORM set_publication(asked, wanted, CASE WHEN wanted = 'rolled_back' THEN wanted_version END, words);
END $$;

CREATE FUNCTION ask_rollback(asked integer, wanted_version integer, words text, seen text) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE made uuid;
BEGIN
  PERFORM check_switch(asked, 'rolled_back', wanted_version, words, seen);
  IF NOT needs_two(asked) THEN
    RAISE EXCEPTION 'needs_no_second' USING ERRCODE = 'object_not_in_prerequisite_state';
  END IF;
  UPDATE publication_requests SET state = 'expired' WHERE election_id = asked AND state = 'waiting' AND expires_at_utc <= now();
  IF EXISTS (SELECT 1 FROM publication_requests WHERE election_id = asked AND state = 'waiting') THEN
    RAISE EXCEPTION 'waiting' USING ERRCODE = 'object_not_in_prerequisite_state';
  END IF;
  INSERT INTO publication_requests (election_id, version, reason, seen, requested_by)
  VALUES (asked, wanted_version, btrim(words), seen, app_user_id()) RETURNING uid INTO made;
  UPDATE publications SET touched_at_utc = clock_timestamp() WHERE election_id = asked;
  RETURN made;
END $$;

-- `approved` and `refused` by another person with the right; `withdrawn` by the one who asked.
CREATE FUNCTION decide_rollback(asked uuid, wanted text, words text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE r publication_requests;
BEGIN
  SELECT * INTO r FROM publication_requests WHERE uid = asked FOR UPDATE;
  IF r.request_id IS NULL OR NOT app_may_publish(r.election_id) THEN
    RAISE EXCEPTION 'not_allowed' USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF wanted IS NULL OR wanted NOT IN ('approved', 'refused', 'withdrawn') THEN
    RAISE EXCEPTION 'no_such_mode' USING ERRCODE = 'object_not_in_prerequisite_state';
  END IF;
  IF r.expires_at_utc <= now() AND r.state = 'waiting' THEN
    RAISE EXCEPTION 'expired' USING ERRCODE = 'object_not_in_prerequisite_state';
  END IF;
  IF (wanted = 'withdrawn') <> (r.requested_by = app_user_id()) THEN
    RAISE EXCEPTION 'own_request' USING ERRCODE = 'check_violation';
  END IF;
  UPDATE publication_requests SET state = wanted, decided_by = app_user_id(), decided_at_utc = now(), decision = btrim(words)
  WHERE request_id = r.request_id;
  IF wanted = 'approved' THEN
    PERFORM check_switch(r.election_id, 'rolled_back', r.version, r.reason, r.seen);
    PERFORM set_publication(r.election_id, 'rolled_back', r.version, r.reason);
  END IF;
  UPDATE publications SET touched_at_utc = clock_timestamp() WHERE election_id = r.election_id;
END $$;

-- A notice is prepared, then active, then ended; its words never change. The trigger says who and when, not the client.
CREATE FUNCTION guard_public_notice() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  INSERT INTO publications (election_id, changed_at_utc, touched_at_utc) VALUES (NEW.election_id, 'epoch', clock_timestamp())
  ON CONFLICT (election_id) DO UPDATE SET touched_at_utc = excluded.touched_at_utc;
  IF TG_OP = 'INSERT' THEN
    NEW.state := 'prepared'; NEW.prepared_at_utc := now();
    RETURN NEW;
  END IF;
  IF (OLD.state, NEW.state) NOT IN (('prepared', 'active'), ('prepared', 'ended'), ('active', 'ended')) THEN
    RAISE EXCEPTION 'notice_state' USING ERRCODE = 'object_not_in_prerequisite_state';
  END IF;
  IF NEW.state = 'active' THEN
    IF (SELECT count(*) FROM public_notices WHERE election_id = NEW.election_id AND state = 'active') >= 3 THEN
      RAISE EXCEPTION 'too_many_notices' USING ERRCODE = 'object_not_in_prerequisite_state';
    END IF;
    NEW.activated_by := app_user_id(); NEW.activated_at_utc := date_trunc('second', now());
  ELSE
    NEW.ended_by := app_user_id(); NEW.ended_at_utc := now();
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER public_notices_guard BEFORE INSERT OR UPDATE ON public_notices FOR EACH ROW EXECUTE FUNCTION guard_public_notice();

-- Live pages of the office ask what moved; a mark tells nothing but that. Each look is a handful of index ends.
CREATE FUNCTION app_pulse() RETURNS TABLE (topic text, mark text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_column
BEGIN
  RETURN QUERY
  SELECT watcher, pulse::text FROM watchers
  UNION ALL SELECT 'incidents', (SELECT max(incident_event_id)::text FROM incident_events)
  UNION ALL SELECT 'alerts', (SELECT max(alert_event_id)::text FROM alert_events)
  UNION ALL SELECT 'notifications', (SELECT max(notification_id)::text FROM notifications)
  UNION ALL SELECT 'imports', (SELECT max(changed_at_utc)::text FROM import_jobs)
  UNION ALL SELECT 'publish', concat((SELECT max(greatest(changed_at_utc, requested_at_utc, touched_at_utc)) FROM publications), '|', (SELECT sum(n.newest) FROM elections e
    CROSS JOIN LATERAL (SELECT max(version) AS newest FROM versions v WHERE v.election_id = e.election_id) n), '|', (SELECT max(finding_id) FROM gate_findings));
END $$;
GRANT SELECT ON watchers, incident_events, alert_events, notifications, publications, elections, versions, gate_findings TO matokeo_definer;
ALTER FUNCTION app_pulse() OWNER TO matokeo_definer;
REVOKE ALL ON FUNCTION app_pulse() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app_pulse() TO matokeo_entry;

-- Rights -------------------------------------------------------------------------------------------

GRANT SELECT ON registers TO matokeo_definer;
GRANT INSERT, UPDATE ON publications TO matokeo_definer;
GRANT SELECT, INSERT, UPDATE ON publication_requests TO matokeo_definer;
GRANT SELECT ON public_notices TO matokeo_definer;
DO $$
DECLARE name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['app_may_publish(integer)', 'publication_mark(integer)', 'needs_two(integer)',
    'publication_name(integer)',
    'check_switch(integer, text, integer, text, text)', 'set_publication(integer, text, integer, text)',
    'switch_publication(integer, text, integer, text, text)', 'ask_rollback(integer, integer, text, text)',
    'decide_rollback(uuid, text, text)', 'guard_public_notice()']
  LOOP
    EXECUTE format('ALTER FUNCTION %s OWNER TO matokeo_definer', name);
    EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', name);
    IF name NOT LIKE 'set_publication%' AND name NOT LIKE 'check_switch%' AND name NOT LIKE 'guard%' THEN
      EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO matokeo_entry', name);
    END IF;
  END LOOP;
  FOREACH name IN ARRAY ARRAY['publication_requests', 'public_notices']
  LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE POLICY %I ON %I TO CURRENT_USER USING (true) WITH CHECK (true)', name || '_owner', name);
    EXECUTE format('CREATE POLICY %I ON %I FOR SELECT TO matokeo_worker USING (true)', name || '_worker', name);
    EXECUTE format('CREATE POLICY %I ON %I FOR SELECT TO matokeo_entry USING ((SELECT app_role()) IN (''super_admin'', ''election_manager''))',
                   name || '_read', name);
    EXECUTE format('GRANT SELECT ON %I TO matokeo_worker, matokeo_entry', name);
  END LOOP;
END $$;
CREATE POLICY public_notices_prepare ON public_notices FOR INSERT TO matokeo_entry
  WITH CHECK (prepared_by = (SELECT app_user_id()) AND app_may_publish(election_id));
CREATE POLICY public_notices_move ON public_notices FOR UPDATE TO matokeo_entry
  USING (app_may_publish(election_id)) WITH CHECK (app_may_publish(election_id));
GRANT INSERT (election_id, kind, text_en, text_sw, prepared_by) ON public_notices TO matokeo_entry;
GRANT UPDATE (state) ON public_notices TO matokeo_entry;
