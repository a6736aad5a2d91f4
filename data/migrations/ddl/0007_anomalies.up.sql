-- Anomalies: what the rules found in forms and areas, and the scores that follow. Never public as such.

CREATE TABLE anomaly_findings (
  finding_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  election_id smallint NOT NULL REFERENCES elections,
  race_id integer NOT NULL REFERENCES races,
  area_id integer NOT NULL REFERENCES areas,       -- the ward of the form, or the area the finding is of
  station_id integer REFERENCES polling_stations,
  form_id bigint REFERENCES result_forms,          -- NULL: of an area
  rule text NOT NULL,                              -- code of data.anomalies.rules
  score real NOT NULL CHECK (score BETWEEN 0 AND 1),
  numbers jsonb NOT NULL,                          -- what was compared: fields of the rule's sentence
  found_at_utc timestamptz NOT NULL DEFAULT now(),
  changed_at_utc timestamptz NOT NULL DEFAULT now(),
  gone_at_utc timestamptz,                         -- the form was replaced, or its peers made it ordinary
  explained_score real                             -- the score when somebody explained it; NULL: nobody has, or it grew since
);
CREATE UNIQUE INDEX anomaly_findings_open ON anomaly_findings (race_id, area_id, form_id, rule) NULLS NOT DISTINCT WHERE gone_at_utc IS NULL;
CREATE INDEX anomaly_findings_form ON anomaly_findings (form_id) WHERE gone_at_utc IS NULL;
CREATE INDEX anomaly_findings_election ON anomaly_findings (election_id, score DESC) WHERE gone_at_utc IS NULL;
CREATE INDEX anomaly_findings_area ON anomaly_findings (area_id) WHERE gone_at_utc IS NULL;

-- Grain: form / race x area. 1 - product(1 - score of each finding); `open_score` leaves out what somebody has explained.
-- A form or area without a finding has no row.
CREATE TABLE form_scores (
  form_id bigint PRIMARY KEY REFERENCES result_forms,
  election_id smallint NOT NULL REFERENCES elections,
  race_id integer NOT NULL,
  leaf_area_id integer NOT NULL,
  station_id integer,
  is_counting boolean NOT NULL DEFAULT true,
  score real NOT NULL CHECK (score BETWEEN 0 AND 1),
  open_score real NOT NULL DEFAULT 0 CHECK (open_score BETWEEN 0 AND 1),
  parts jsonb NOT NULL,                  -- {rule: score}
  scored_at_utc timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX form_scores_top ON form_scores (election_id, score DESC);
CREATE INDEX form_scores_queue ON form_scores (election_id, open_score DESC, form_id);
CREATE INDEX form_scores_cell ON form_scores (race_id, leaf_area_id);
CREATE TABLE area_scores (
  race_id integer NOT NULL REFERENCES races,
  area_id integer NOT NULL REFERENCES areas,
  election_id smallint NOT NULL REFERENCES elections,
  score real NOT NULL CHECK (score BETWEEN 0 AND 1),
  parts jsonb NOT NULL,
  scored_at_utc timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (race_id, area_id)
);
CREATE INDEX area_scores_top ON area_scores (election_id, score DESC);
CREATE INDEX area_scores_area ON area_scores (area_id);

-- Grain: race x ward. What areas above and thin wards need of a ward, so that no batch reads more than the wards it touches.
CREATE TABLE anomaly_wards (
  race_id integer NOT NULL REFERENCES races,
  area_id integer NOT NULL REFERENCES areas,
  election_id smallint NOT NULL REFERENCES elections,
  path_ids integer[] NOT NULL,           -- areas from the race's area (the country left out) down to the ward
  forms integer NOT NULL,                -- counting forms
  peers integer NOT NULL,                -- of these, station forms that nobody disputes
  flagged integer NOT NULL DEFAULT 0,    -- forms whose score puts them in the queue
  valid bigint NOT NULL,
  fall bigint NOT NULL,                  -- valid votes that revisions took away (less what they added)
  digits integer[] NOT NULL,             -- last digits, 0 to 9, of the counts of at least 50
  turnouts double precision[] NOT NULL,  -- of the peers, as data.stats.robust.arc, in the order of form_id
  PRIMARY KEY (race_id, area_id)
);
CREATE INDEX anomaly_wards_path ON anomaly_wards USING gin (path_ids);

-- Somebody looked at a finding and says why it is as it is. Never changed: looking again is another row.
CREATE TABLE anomaly_reviews (
  review_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  uid uuid NOT NULL UNIQUE,              -- the client's id: sending again is harmless
  finding_id bigint NOT NULL REFERENCES anomaly_findings,
  area_id integer NOT NULL REFERENCES areas,  -- of the finding: decides who sees it
  score real NOT NULL,                   -- as it was then
  numbers jsonb NOT NULL,
  reason text NOT NULL CHECK (length(trim(reason)) BETWEEN 3 AND 2000),
  reviewed_by integer NOT NULL REFERENCES users,
  reviewed_at_utc timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX anomaly_reviews_finding ON anomaly_reviews (finding_id, review_id DESC);
CREATE TRIGGER anomaly_reviews_append_only BEFORE UPDATE OR DELETE ON anomaly_reviews FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER anomaly_reviews_no_truncate BEFORE TRUNCATE ON anomaly_reviews FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- A review takes its finding out of the queue. What was looked at is stored as it was, whatever the client believed.
CREATE FUNCTION settle_anomaly_review() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE f anomaly_findings;
BEGIN
  SELECT * INTO f FROM anomaly_findings WHERE finding_id = NEW.finding_id AND gone_at_utc IS NULL FOR UPDATE;
  IF f.finding_id IS NULL THEN
    RAISE EXCEPTION 'finding % is gone', NEW.finding_id USING ERRCODE = 'object_not_in_prerequisite_state';
  END IF;
  NEW.area_id := f.area_id;
  NEW.score := f.score;
  NEW.numbers := f.numbers;
  UPDATE anomaly_findings SET explained_score = f.score WHERE finding_id = f.finding_id;
  UPDATE form_scores s SET open_score = open_score_of(f.form_id) WHERE s.form_id = f.form_id;
  UPDATE watchers SET pulse = pulse + 1 WHERE watcher = 'anomalies';
  RETURN NEW;
END $$;
CREATE FUNCTION open_score_of(asked bigint) RETURNS real LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
DECLARE rest double precision := 1; one real;
BEGIN
  FOR one IN SELECT score FROM anomaly_findings WHERE form_id = asked AND gone_at_utc IS NULL AND explained_score IS NULL ORDER BY rule LOOP
    rest := rest * (1 - one);
  END LOOP;
  RETURN round((1 - rest)::numeric, 4);
END $$;
GRANT SELECT, UPDATE ON anomaly_findings, form_scores, watchers TO matokeo_definer;
ALTER FUNCTION settle_anomaly_review() OWNER TO matokeo_definer;
REVOKE ALL ON FUNCTION settle_anomaly_review(), open_score_of(bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION open_score_of(bigint) TO matokeo_definer, matokeo_worker;
CREATE TRIGGER anomaly_reviews_settle BEFORE INSERT ON anomaly_reviews FOR EACH ROW EXECUTE FUNCTION settle_anomaly_review();

DO $$
DECLARE name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['anomaly_findings', 'form_scores', 'area_scores', 'anomaly_wards']
  LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE POLICY %I ON %I TO CURRENT_USER USING (true) WITH CHECK (true)', name || '_owner', name);
    EXECUTE format('CREATE POLICY %I ON %I TO matokeo_worker USING (true) WITH CHECK (true)', name || '_worker', name);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO matokeo_worker', name);
  END LOOP;
END $$;
GRANT SELECT ON anomaly_findings, form_scores, area_scores TO matokeo_entry;
CREATE POLICY anomaly_findings_read ON anomaly_findings FOR SELECT TO matokeo_entry
  USING ((SELECT app_role()) = 'super_admin'
         OR ((SELECT app_role()) = 'election_manager'
             AND (SELECT a.path_ids FROM areas a WHERE a.area_id = anomaly_findings.area_id) && (SELECT app_scope())));
CREATE POLICY form_scores_read ON form_scores FOR SELECT TO matokeo_entry
  USING ((SELECT app_role()) = 'super_admin'
         OR ((SELECT app_role()) = 'election_manager'
             AND (SELECT a.path_ids FROM areas a WHERE a.area_id = form_scores.leaf_area_id) && (SELECT app_scope())));
CREATE POLICY area_scores_read ON area_scores FOR SELECT TO matokeo_entry
  USING ((SELECT app_role()) = 'super_admin'
         OR ((SELECT app_role()) = 'election_manager'
             AND (SELECT a.path_ids FROM areas a WHERE a.area_id = area_scores.area_id) && (SELECT app_scope())));

-- The station board shows how many findings a form has: its watcher looks again.
CREATE TRIGGER anomaly_findings_stale_insert AFTER INSERT ON anomaly_findings
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION log_board_stale();
CREATE TRIGGER anomaly_findings_stale_update AFTER UPDATE ON anomaly_findings
  REFERENCING NEW TABLE AS changed OLD TABLE AS before FOR EACH STATEMENT EXECUTE FUNCTION log_finding_stale();

ALTER TABLE anomaly_reviews ENABLE ROW LEVEL SECURITY;
ALTER TABLE anomaly_reviews FORCE ROW LEVEL SECURITY;
CREATE POLICY anomaly_reviews_owner ON anomaly_reviews TO CURRENT_USER USING (true) WITH CHECK (true);
CREATE POLICY anomaly_reviews_worker ON anomaly_reviews FOR SELECT TO matokeo_worker USING (true);
CREATE POLICY anomaly_reviews_read ON anomaly_reviews FOR SELECT TO matokeo_entry
  USING ((SELECT app_role()) = 'super_admin'
         OR ((SELECT app_role()) = 'election_manager'
             AND (SELECT a.path_ids FROM areas a WHERE a.area_id = anomaly_reviews.area_id) && (SELECT app_scope())));
-- The finding's own policy answers inside the EXISTS: nobody explains what they may not see.
CREATE POLICY anomaly_reviews_write ON anomaly_reviews FOR INSERT TO matokeo_entry
  WITH CHECK (reviewed_by = (SELECT app_user_id()) AND (SELECT app_role()) IN ('super_admin', 'election_manager')
              AND EXISTS (SELECT 1 FROM anomaly_findings f WHERE f.finding_id = anomaly_reviews.finding_id));
GRANT SELECT ON anomaly_reviews TO matokeo_entry, matokeo_worker;
GRANT INSERT (uid, finding_id, area_id, score, numbers, reason, reviewed_by) ON anomaly_reviews TO matokeo_entry;
