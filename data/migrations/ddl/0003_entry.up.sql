-- From the form to the screen: second entries, claims, steps, photographs, incidents, sources beside the counting one,
-- and the rules of verification as triggers and policies, so that they hold whatever the code does.

-- Forms --------------------------------------------------------------------------------------------

ALTER TABLE polling_stations ADD UNIQUE (station_id, area_id);
-- The tally cell of a station's form is the station's own area: a form can never count in another ward.
ALTER TABLE result_forms DROP CONSTRAINT result_forms_station_id_fkey,
  ADD CONSTRAINT result_forms_station_in_area FOREIGN KEY (station_id, leaf_area_id) REFERENCES polling_stations (station_id, area_id);

ALTER TABLE result_forms
  ADD COLUMN receipt text,               -- short code that the observer keeps and the public page shows; NULL: imported
  ADD COLUMN request_sha256 bytea,       -- of the request that made it: the same key with another body is refused
  ADD COLUMN figures_sha256 bytea,       -- of the votes in ballot order: finds the same figures twice
  ADD COLUMN checks_passed text[],       -- codes of the entry checks that ran and found nothing
  ADD COLUMN accepted_warnings text[],   -- codes of the warnings that the person accepted as written on the paper
  ADD COLUMN captured_at_utc timestamptz, -- when it was typed on the device, which may be long before it arrived
  ADD COLUMN note text CHECK (length(note) <= 1000); -- what the person adds to the form; never public
CREATE INDEX result_forms_figures ON result_forms (race_id, figures_sha256) WHERE figures_sha256 IS NOT NULL AND is_current;
-- The clerks' queue: forms entered once, by ward, those that count first, oldest first.
CREATE INDEX result_forms_queue ON result_forms (leaf_area_id, is_counting DESC, received_at_utc) WHERE is_current AND state = 'preliminary';
CREATE INDEX result_forms_disputed ON result_forms (leaf_area_id, is_counting DESC, received_at_utc) WHERE is_current AND state = 'disputed';
CREATE INDEX result_forms_to_confirm ON result_forms (leaf_area_id, received_at_utc) WHERE is_current AND state = 'verified';
CREATE INDEX result_forms_entered_by ON result_forms (entered_by, received_at_utc DESC);
CREATE INDEX result_forms_area ON result_forms (leaf_area_id, race_id) WHERE station_id IS NULL;

-- An independent second reading of the same paper. Whether it agrees is computed here, never stated by the client.
CREATE TABLE second_entries (
  second_entry_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  uid uuid NOT NULL UNIQUE,
  form_id bigint NOT NULL REFERENCES result_forms,
  entered_by integer NOT NULL REFERENCES users,
  entered_at_utc timestamptz NOT NULL DEFAULT now(),
  registered_voters integer CHECK (registered_voters >= 0),
  valid_votes integer NOT NULL CHECK (valid_votes >= 0),
  rejected_votes integer CHECK (rejected_votes >= 0),
  votes_cast integer CHECK (votes_cast >= 0),
  candidate_ids integer[] NOT NULL,
  votes integer[] NOT NULL,
  request_sha256 bytea NOT NULL,
  agrees boolean NOT NULL,
  UNIQUE (form_id, entered_by),
  CHECK (cardinality(candidate_ids) = cardinality(votes))
);
CREATE INDEX second_entries_differ ON second_entries (form_id) WHERE NOT agrees;

-- Who works on a form at this moment, so that two people never hold one. Expires by itself.
CREATE TABLE form_claims (
  form_id bigint PRIMARY KEY REFERENCES result_forms,
  claimed_by integer NOT NULL REFERENCES users,
  purpose text NOT NULL CHECK (purpose IN ('second_entry', 'resolve')),
  claimed_at_utc timestamptz NOT NULL DEFAULT now(),
  expires_at_utc timestamptz NOT NULL
);
CREATE INDEX form_claims_person ON form_claims (claimed_by);

-- What happened to a form after its entry: role and time are public, the person is not.
CREATE TABLE form_steps (
  form_step_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  form_id bigint NOT NULL REFERENCES result_forms,
  step text NOT NULL CHECK (step IN ('agreed', 'differed', 'verified', 'confirmed', 'held', 'disputed', 'released', 'superseded')),
  role text NOT NULL,                    -- a user_role, or 'rule' (the plausibility rules), or 'system'
  user_id integer REFERENCES users,
  at_utc timestamptz NOT NULL DEFAULT now(),
  detail text                            -- rule or reason
);
CREATE INDEX form_steps_form ON form_steps (form_id);

-- Photographs: the file as it came and the picture that is shown, both in the file store by SHA-256.
CREATE TABLE attachments (
  attachment_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  uid uuid NOT NULL UNIQUE,              -- the client's id
  kind text NOT NULL CHECK (kind IN ('form', 'incident')),
  sha256 text NOT NULL,
  bytes integer NOT NULL CHECK (bytes > 0),
  media_type text NOT NULL,
  width integer NOT NULL,
  height integer NOT NULL,
  view_sha256 text NOT NULL,             -- re-encoded without metadata, at most 1600 pixels
  view_bytes integer NOT NULL,
  uploaded_by integer NOT NULL REFERENCES users,
  uploaded_at_utc timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX attachments_person ON attachments (uploaded_by);
CREATE TABLE form_attachments (
  form_id bigint NOT NULL REFERENCES result_forms,
  attachment_id bigint NOT NULL REFERENCES attachments,
  PRIMARY KEY (form_id, attachment_id)
);
CREATE INDEX form_attachments_attachment ON form_attachments (attachment_id);

-- Incidents ----------------------------------------------------------------------------------------

CREATE TYPE incident_severity AS ENUM ('low', 'medium', 'high', 'critical');
CREATE TYPE incident_status AS ENUM ('reported', 'investigating', 'resolved', 'dismissed');

CREATE TABLE incident_categories (
  category text PRIMARY KEY CHECK (category ~ '^[a-z_]{2,40}$'),
  title text NOT NULL,                   -- English message id, translated on the page
  category_order smallint NOT NULL DEFAULT 0,
  active boolean NOT NULL DEFAULT true
);
INSERT INTO incident_categories (category, title, category_order) VALUES
  ('late_opening', 'Station opened late or not at all', 1), ('materials', 'Materials missing or wrong', 2),
  ('technology', 'Equipment or network failed', 3), ('register', 'Voters missing from the register', 4),
  ('access', 'Agents or observers kept out', 5), ('secrecy', 'Secrecy of the vote broken', 6),
  ('bribery', 'Money or goods for votes', 7), ('intimidation', 'Intimidation', 8), ('violence', 'Violence', 9),
  ('counting', 'Counting not as prescribed', 10), ('form', 'Form altered, missing or not displayed', 11), ('other', 'Something else', 12);

CREATE TABLE incidents (
  incident_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  uid uuid NOT NULL UNIQUE,              -- the client's id
  election_id smallint NOT NULL REFERENCES elections,
  category text NOT NULL REFERENCES incident_categories,
  severity incident_severity NOT NULL,
  status incident_status NOT NULL DEFAULT 'reported',
  area_id integer NOT NULL REFERENCES areas,       -- the station's ward, or the area the point lies in
  station_id integer REFERENCES polling_stations,
  point geography(Point, 4326),
  description text NOT NULL CHECK (length(description) BETWEEN 1 AND 4000),
  happened_at_utc timestamptz NOT NULL,
  reported_at_utc timestamptz NOT NULL DEFAULT now(),
  reported_by integer NOT NULL REFERENCES users,
  receipt text NOT NULL,
  request_sha256 bytea NOT NULL,
  CHECK (station_id IS NOT NULL OR point IS NOT NULL)
);
CREATE INDEX incidents_queue ON incidents (election_id, status, severity DESC, reported_at_utc);
CREATE INDEX incidents_reporter ON incidents (reported_by, reported_at_utc DESC);
CREATE INDEX incidents_station ON incidents (station_id);
CREATE INDEX incidents_area ON incidents (area_id, reported_at_utc);

CREATE TABLE incident_events (
  incident_event_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  incident_id bigint NOT NULL REFERENCES incidents,
  at_utc timestamptz NOT NULL DEFAULT now(),
  user_id integer NOT NULL REFERENCES users,
  kind text NOT NULL CHECK (kind IN ('reported', 'status', 'note')),
  old_value text,
  new_value text,
  note text CHECK (length(note) <= 4000)
);
CREATE INDEX incident_events_incident ON incident_events (incident_id);
CREATE TABLE incident_attachments (
  incident_id bigint NOT NULL REFERENCES incidents,
  attachment_id bigint NOT NULL REFERENCES attachments,
  PRIMARY KEY (incident_id, attachment_id)
);
CREATE INDEX incident_attachments_attachment ON incident_attachments (attachment_id);

-- Sources beside the counting one ------------------------------------------------------------------

-- Whether a form's figures must stay unseen: a person entered it, nobody has entered it a second time, and the election
-- does not publish first entries. A second typist who could read them on a public page would not be a second reader.
CREATE FUNCTION awaits_second_entry(state form_state, entered_by integer, verified_by integer, publish_states form_state[])
RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
  SELECT entered_by IS NOT NULL AND verified_by IS NULL AND state IN ('preliminary', 'disputed')
         AND NOT ('preliminary'::form_state = ANY (publish_states))
$$;

-- A change of a form that does not count is tallied too, apart: what stands beside the figures stays as fresh as they are.
ALTER TABLE dirty_log ADD COLUMN is_counting boolean NOT NULL DEFAULT true;

-- Grain: race x leaf area x source. For area forms (34B, 34C) the leaf area is the area itself.
CREATE TABLE other_counts (
  race_id integer NOT NULL REFERENCES races,
  leaf_area_id integer NOT NULL REFERENCES areas,
  source text NOT NULL,
  tally_seq bigint NOT NULL,
  forms integer NOT NULL,                -- current and not disputed
  forms_public integer NOT NULL,         -- of these, without the ones whose figures a second typist must not see yet
  is_station boolean NOT NULL,
  valid_votes bigint NOT NULL,
  valid_public bigint NOT NULL,
  rejected_votes bigint,
  PRIMARY KEY (race_id, leaf_area_id, source)
);
CREATE INDEX other_counts_seq ON other_counts (tally_seq);
CREATE TABLE other_tallies (
  race_id integer NOT NULL,
  leaf_area_id integer NOT NULL,
  source text NOT NULL,
  candidate_id integer NOT NULL REFERENCES candidates,
  votes bigint NOT NULL,
  votes_public bigint NOT NULL,
  PRIMARY KEY (race_id, leaf_area_id, source, candidate_id),
  FOREIGN KEY (race_id, leaf_area_id, source) REFERENCES other_counts
);

CREATE OR REPLACE FUNCTION log_dirty_insert() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  INSERT INTO dirty_log (race_id, leaf_area_id, is_counting)
  SELECT DISTINCT race_id, leaf_area_id, is_counting FROM changed;
  RETURN NULL;
END $$;
CREATE OR REPLACE FUNCTION log_dirty_update() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  INSERT INTO dirty_log (race_id, leaf_area_id, is_counting)
  SELECT DISTINCT n.race_id, n.leaf_area_id, n.is_counting
  FROM changed n JOIN before o USING (form_id)
  WHERE (n.state, n.is_current, n.verified_by) IS DISTINCT FROM (o.state, o.is_current, o.verified_by);
  RETURN NULL;
END $$;
INSERT INTO dirty_log (race_id, leaf_area_id, is_counting)
SELECT DISTINCT race_id, leaf_area_id, false FROM result_forms WHERE is_current AND NOT is_counting;

-- Append-only --------------------------------------------------------------------------------------

CREATE TRIGGER second_entries_append_only BEFORE UPDATE OR DELETE ON second_entries FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER second_entries_no_truncate BEFORE TRUNCATE ON second_entries FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER form_steps_append_only BEFORE UPDATE OR DELETE ON form_steps FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER form_steps_no_truncate BEFORE TRUNCATE ON form_steps FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER attachments_append_only BEFORE UPDATE OR DELETE ON attachments FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER attachments_no_truncate BEFORE TRUNCATE ON attachments FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER form_attachments_append_only BEFORE UPDATE OR DELETE ON form_attachments FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER incident_events_append_only BEFORE UPDATE OR DELETE ON incident_events FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER incidents_no_delete BEFORE DELETE ON incidents FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE OR REPLACE FUNCTION refuse_figure_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.uid, NEW.race_id, NEW.leaf_area_id, NEW.station_id, NEW.source, NEW.revision, NEW.is_counting,
      NEW.registered_voters, NEW.valid_votes, NEW.rejected_votes, NEW.votes_cast, NEW.stations_total,
      NEW.stations_reported, NEW.received_at_utc, NEW.entered_at_utc, NEW.entered_by,
      NEW.receipt, NEW.request_sha256, NEW.figures_sha256, NEW.checks_passed, NEW.accepted_warnings, NEW.captured_at_utc, NEW.note)
     IS DISTINCT FROM
     (OLD.uid, OLD.race_id, OLD.leaf_area_id, OLD.station_id, OLD.source, OLD.revision, OLD.is_counting,
      OLD.registered_voters, OLD.valid_votes, OLD.rejected_votes, OLD.votes_cast, OLD.stations_total,
      OLD.stations_reported, OLD.received_at_utc, OLD.entered_at_utc, OLD.entered_by,
      OLD.receipt, OLD.request_sha256, OLD.figures_sha256, OLD.checks_passed, OLD.accepted_warnings, OLD.captured_at_utc, OLD.note)
  THEN
    RAISE EXCEPTION 'form % cannot be overwritten: add a revision', OLD.form_id USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;

-- Verification -------------------------------------------------------------------------------------

-- Compares a second entry with its form. The person must not be the one who entered the form.
CREATE FUNCTION judge_second_entry() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE f result_forms;
BEGIN
  SELECT * INTO STRICT f FROM result_forms WHERE form_id = NEW.form_id FOR SHARE;
  IF f.entered_by = NEW.entered_by THEN
    RAISE EXCEPTION 'form % was entered by the same person', NEW.form_id USING ERRCODE = 'check_violation';
  END IF;
  IF NOT f.is_current OR f.verified_by IS NOT NULL THEN
    RAISE EXCEPTION 'form % does not wait for a second entry', NEW.form_id USING ERRCODE = 'object_not_in_prerequisite_state';
  END IF;
  NEW.agrees := (f.registered_voters, f.valid_votes, f.rejected_votes, f.votes_cast)
      IS NOT DISTINCT FROM (NEW.registered_voters, NEW.valid_votes, NEW.rejected_votes, NEW.votes_cast)
    AND NOT EXISTS (
      SELECT 1 FROM (SELECT candidate_id, votes FROM form_votes WHERE form_id = NEW.form_id) a
      FULL JOIN unnest(NEW.candidate_ids, NEW.votes) AS b (candidate_id, votes) USING (candidate_id)
      WHERE a.votes IS DISTINCT FROM b.votes);
  INSERT INTO form_steps (form_id, step, role, user_id)
  SELECT NEW.form_id, CASE WHEN NEW.agrees THEN 'agreed' ELSE 'differed' END, role::text, user_id FROM users WHERE user_id = NEW.entered_by;
  RETURN NEW;
END $$;
GRANT SELECT ON result_forms, form_votes TO matokeo_definer;
GRANT UPDATE (is_current) ON result_forms TO matokeo_definer;  -- FOR SHARE, and the superseding below
GRANT INSERT ON form_steps TO matokeo_definer;
ALTER FUNCTION judge_second_entry() OWNER TO matokeo_definer;
CREATE TRIGGER second_entries_judge BEFORE INSERT ON second_entries FOR EACH ROW EXECUTE FUNCTION judge_second_entry();

-- What a person may change about a form, step by step. Commands, imports and the worker act for nobody and pass.
CREATE FUNCTION guard_form_step() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE me integer := app_user_id(); allowed boolean;
BEGIN
  IF NEW.verified_by IS DISTINCT FROM OLD.verified_by AND (OLD.verified_by IS NOT NULL OR NOT EXISTS (
       SELECT 1 FROM second_entries e WHERE e.form_id = NEW.form_id AND e.entered_by = NEW.verified_by AND e.agrees)) THEN
    RAISE EXCEPTION 'form %: only an agreeing second entry verifies', OLD.form_id USING ERRCODE = 'check_violation';
  END IF;
  IF NEW.confirmed_by IS DISTINCT FROM OLD.confirmed_by
     AND (NEW.confirmed_by IS DISTINCT FROM me OR OLD.confirmed_by IS NOT NULL OR OLD.state <> 'verified' OR NEW.state <> 'confirmed') THEN
    RAISE EXCEPTION 'form %: a manager confirms a verified form in the own name', OLD.form_id USING ERRCODE = 'check_violation';
  END IF;
  IF NEW.hold_released_by IS DISTINCT FROM OLD.hold_released_by AND NEW.hold_released_by IS DISTINCT FROM me THEN
    RAISE EXCEPTION 'form %: a hold is released in the own name', OLD.form_id USING ERRCODE = 'check_violation';
  END IF;
  allowed := CASE NEW.state
    WHEN 'disputed' THEN length(trim(NEW.hold_detail)) > 0 AND NEW.hold_rule = 'manager'
    WHEN 'preliminary' THEN OLD.state = 'disputed' AND NEW.verified_by IS NULL AND NEW.hold_released_by = me
    WHEN 'verified' THEN NEW.verified_by IS NOT NULL AND NEW.confirmed_by IS NULL
                         AND (OLD.state = 'preliminary' OR (OLD.state = 'disputed' AND NEW.hold_released_by = me))
    WHEN 'confirmed' THEN NEW.confirmed_by IS NOT NULL
                          AND (OLD.state = 'verified' OR (OLD.state = 'disputed' AND NEW.hold_released_by = me))
  END;
  IF NEW.state IS DISTINCT FROM OLD.state AND allowed IS NOT TRUE THEN
    RAISE EXCEPTION 'form %: % cannot become % like this', OLD.form_id, OLD.state, NEW.state USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER result_forms_steps_guard BEFORE UPDATE ON result_forms FOR EACH ROW
  WHEN (app_user_id() IS NOT NULL) EXECUTE FUNCTION guard_form_step();

-- A revision retires the one before it, with a reason; an observer corrects only an own form that nobody has checked.
CREATE FUNCTION supersede_form() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE old result_forms;
BEGIN
  SELECT * INTO old FROM result_forms
  WHERE race_id = NEW.race_id AND leaf_area_id = NEW.leaf_area_id AND station_id IS NOT DISTINCT FROM NEW.station_id
    AND source = NEW.source AND is_current FOR UPDATE;
  IF old.form_id IS NULL OR old.revision <> NEW.revision - 1 OR length(trim(coalesce(NEW.reason, ''))) = 0 THEN
    RAISE EXCEPTION 'revision % needs the one before it and a reason', NEW.revision USING ERRCODE = 'check_violation';
  END IF;
  IF app_role() = 'field_observer' AND (old.entered_by IS DISTINCT FROM app_user_id() OR old.state <> 'preliminary' OR old.verified_by IS NOT NULL
     OR EXISTS (SELECT 1 FROM second_entries WHERE form_id = old.form_id)) THEN
    RAISE EXCEPTION 'form % has been checked: only a manager corrects it', old.form_id USING ERRCODE = 'check_violation';
  END IF;
  UPDATE result_forms SET is_current = false WHERE form_id = old.form_id;
  RETURN NEW;
END $$;
GRANT SELECT ON second_entries TO matokeo_definer;
ALTER FUNCTION supersede_form() OWNER TO matokeo_definer;
CREATE TRIGGER result_forms_supersede BEFORE INSERT ON result_forms FOR EACH ROW
  WHEN (NEW.revision > 1 AND app_user_id() IS NOT NULL) EXECUTE FUNCTION supersede_form();

-- A third person found the second reading right: its figures become a revision, entered by the one who typed them,
-- verified by the one who compared both with the paper.
CREATE FUNCTION adopt_second_entry(asked_second bigint, asked_uid uuid, asked_reason text, asked_receipt text, asked_figures bytea)
RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE e second_entries; f result_forms; me integer := app_user_id(); made bigint;
BEGIN
  SELECT * INTO STRICT e FROM second_entries WHERE second_entry_id = asked_second;
  SELECT * INTO STRICT f FROM result_forms WHERE form_id = e.form_id FOR UPDATE;
  IF me IS NULL OR NOT (app_role() = 'super_admin' OR (app_role() = 'election_manager'
       AND (SELECT path_ids FROM areas WHERE area_id = f.leaf_area_id) && app_scope())) THEN
    RAISE EXCEPTION 'form % is not yours to resolve', f.form_id USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF me IN (e.entered_by, coalesce(f.entered_by, -1)) THEN
    RAISE EXCEPTION 'form %: a difference is resolved by a third person', f.form_id USING ERRCODE = 'check_violation';
  END IF;
  IF NOT f.is_current OR f.verified_by IS NOT NULL OR e.agrees THEN
    RAISE EXCEPTION 'form % has no difference to resolve', f.form_id USING ERRCODE = 'object_not_in_prerequisite_state';
  END IF;
  INSERT INTO result_forms (uid, race_id, leaf_area_id, station_id, source, revision, is_counting, state, reason, registered_voters,
    valid_votes, rejected_votes, votes_cast, received_at_utc, entered_at_utc, entered_by, verified_by, receipt, request_sha256, figures_sha256,
    device, device_point, distance_m)
  VALUES (asked_uid, f.race_id, f.leaf_area_id, f.station_id, f.source, f.revision + 1, f.is_counting, 'verified', asked_reason,
    e.registered_voters, e.valid_votes, e.rejected_votes, e.votes_cast, f.received_at_utc, e.entered_at_utc, e.entered_by, me, asked_receipt,
    e.request_sha256, asked_figures, f.device, f.device_point, f.distance_m)
  RETURNING form_id INTO made;
  INSERT INTO form_votes SELECT made, c, v FROM unnest(e.candidate_ids, e.votes) AS u (c, v);
  INSERT INTO form_attachments SELECT made, attachment_id FROM form_attachments WHERE form_id = f.form_id;
  INSERT INTO form_steps (form_id, step, role, user_id) VALUES (made, 'verified', app_role()::text, me);
  RETURN made;
END $$;
GRANT INSERT ON result_forms, form_votes, form_attachments TO matokeo_definer;
GRANT SELECT ON form_attachments, areas TO matokeo_definer;
ALTER FUNCTION adopt_second_entry(bigint, uuid, text, text, bytea) OWNER TO matokeo_definer;
REVOKE ALL ON FUNCTION adopt_second_entry(bigint, uuid, text, text, bytea) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION adopt_second_entry(bigint, uuid, text, text, bytea) TO matokeo_entry;

-- One row a change of state, whoever made it.
CREATE FUNCTION log_form_steps() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  INSERT INTO form_steps (form_id, step, role, user_id, detail)
  SELECT s.form_id, s.step, CASE WHEN s.step = 'held' THEN 'rule' ELSE coalesce(u.role::text, 'system') END, u.user_id, s.detail
  FROM (
    SELECT n.form_id,
           CASE WHEN o.is_current AND NOT n.is_current THEN 'superseded'
                WHEN o.state = 'disputed' AND (n.verified_by, n.confirmed_by) IS NOT DISTINCT FROM (o.verified_by, o.confirmed_by) THEN 'released'
                WHEN n.state = 'disputed' THEN CASE WHEN n.hold_rule <> 'manager' THEN 'held' ELSE 'disputed' END
                WHEN n.state = 'confirmed' THEN 'confirmed' ELSE 'verified' END AS step,
           CASE WHEN n.state = 'disputed' THEN CASE WHEN n.hold_rule <> 'manager' THEN n.hold_rule ELSE n.hold_detail END END AS detail,
           coalesce(app_user_id(), CASE n.state WHEN 'verified' THEN n.verified_by WHEN 'confirmed' THEN n.confirmed_by END) AS actor
    FROM changed n JOIN before o USING (form_id)
    WHERE n.state IS DISTINCT FROM o.state OR (o.is_current AND NOT n.is_current)) s
  LEFT JOIN users u ON u.user_id = s.actor AND s.step <> 'held';
  RETURN NULL;
END $$;
ALTER FUNCTION log_form_steps() OWNER TO matokeo_definer;
CREATE TRIGGER result_forms_log_steps AFTER UPDATE ON result_forms
  REFERENCING NEW TABLE AS changed OLD TABLE AS before FOR EACH STATEMENT EXECUTE FUNCTION log_form_steps();

-- What entry checks need to know of forms that the person may not read ------------------------------

CREATE FUNCTION entry_turnout_near(asked_race integer, asked_area integer)
RETURNS TABLE (forms integer, median_pct real, deviation_pct real)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_column
BEGIN
  RETURN QUERY
  WITH t AS (
    SELECT 100.0 * votes_cast / registered_voters AS pct FROM result_forms
    WHERE race_id = asked_race AND leaf_area_id = asked_area AND is_current AND is_counting AND state <> 'disputed'
      AND votes_cast IS NOT NULL AND registered_voters > 0
  ), m AS (SELECT count(*)::integer AS n, percentile_cont(0.5) WITHIN GROUP (ORDER BY pct) AS median FROM t)
  SELECT m.n, m.median::real, (SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY abs(t.pct - m.median)) FROM t)::real FROM m;
END $$;
CREATE FUNCTION entry_same_figures(asked_race integer, asked_figures bytea, asked_station integer)
RETURNS text LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  RETURN (
  SELECT s.code FROM result_forms f JOIN polling_stations s USING (station_id)
  WHERE f.race_id = asked_race AND f.figures_sha256 = asked_figures AND f.is_current AND f.station_id <> asked_station LIMIT 1);
END $$;
CREATE FUNCTION entry_slot(asked_race integer, asked_area integer, asked_station integer, asked_source text)
RETURNS TABLE (uid uuid, revision smallint, state form_state, received_at_utc timestamptz, receipt text, is_own boolean)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_column
BEGIN
  RETURN QUERY
  SELECT uid, revision, state, received_at_utc, receipt, entered_by IS NOT DISTINCT FROM app_user_id() FROM result_forms
  WHERE race_id = asked_race AND leaf_area_id = asked_area AND station_id IS NOT DISTINCT FROM asked_station
    AND source = asked_source AND is_current;
END $$;
GRANT SELECT ON polling_stations TO matokeo_definer;
ALTER FUNCTION entry_turnout_near(integer, integer) OWNER TO matokeo_definer;
ALTER FUNCTION entry_same_figures(integer, bytea, integer) OWNER TO matokeo_definer;
ALTER FUNCTION entry_slot(integer, integer, integer, text) OWNER TO matokeo_definer;
REVOKE ALL ON FUNCTION entry_turnout_near(integer, integer), entry_same_figures(integer, bytea, integer),
  entry_slot(integer, integer, integer, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION entry_turnout_near(integer, integer), entry_same_figures(integer, bytea, integer),
  entry_slot(integer, integer, integer, text) TO matokeo_entry;
