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
  gone_at_utc timestamptz                          -- the form was replaced, or its peers made it ordinary
);
CREATE UNIQUE INDEX anomaly_findings_open ON anomaly_findings (race_id, area_id, form_id, rule) NULLS NOT DISTINCT WHERE gone_at_utc IS NULL;
CREATE INDEX anomaly_findings_form ON anomaly_findings (form_id) WHERE gone_at_utc IS NULL;
CREATE INDEX anomaly_findings_election ON anomaly_findings (election_id, score DESC) WHERE gone_at_utc IS NULL;

-- Grain: form / race x area. 1 - product(1 - score of each finding).
CREATE TABLE form_scores (
  form_id bigint PRIMARY KEY REFERENCES result_forms,
  election_id smallint NOT NULL REFERENCES elections,
  race_id integer NOT NULL,
  leaf_area_id integer NOT NULL,
  station_id integer,
  score real NOT NULL CHECK (score BETWEEN 0 AND 1),
  parts jsonb NOT NULL,                  -- {rule: score}
  scored_at_utc timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX form_scores_top ON form_scores (election_id, score DESC);
CREATE TABLE area_scores (
  race_id integer NOT NULL REFERENCES races,
  area_id integer NOT NULL REFERENCES areas,
  election_id smallint NOT NULL REFERENCES elections,
  score real NOT NULL CHECK (score BETWEEN 0 AND 1),
  parts jsonb NOT NULL,
  scored_at_utc timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (race_id, area_id)
);

DO $$
DECLARE name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['anomaly_findings', 'form_scores', 'area_scores']
  LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE POLICY %I ON %I TO CURRENT_USER USING (true) WITH CHECK (true)', name || '_owner', name);
    EXECUTE format('CREATE POLICY %I ON %I TO matokeo_worker USING (true) WITH CHECK (true)', name || '_worker', name);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO matokeo_worker', name);
    EXECUTE format('GRANT SELECT ON %I TO matokeo_entry', name);
  END LOOP;
END $$;
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
