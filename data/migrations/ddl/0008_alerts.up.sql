-- Alerts as work items, the rules that open and route them, notifications and deliveries.

CREATE TYPE alert_status AS ENUM ('active', 'investigating', 'snoozed', 'resolved');

CREATE TABLE alert_rules (
  kind text PRIMARY KEY CHECK (kind ~ '^[a-z_]{2,40}$'),  -- a detector of data.alerts.detectors
  enabled boolean NOT NULL DEFAULT true,
  severity incident_severity NOT NULL,
  thresholds jsonb NOT NULL DEFAULT '{}',
  route jsonb NOT NULL DEFAULT '{"roles": ["election_manager"], "email": false, "webhooks": []}',
  changed_by integer REFERENCES users,
  changed_at_utc timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE alerts (
  alert_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  uid uuid NOT NULL DEFAULT gen_random_uuid() UNIQUE,
  election_id smallint NOT NULL REFERENCES elections,
  kind text NOT NULL REFERENCES alert_rules,
  dedupe_key text NOT NULL,              -- one open alert a cause
  severity incident_severity NOT NULL,
  status alert_status NOT NULL DEFAULT 'active',
  area_id integer NOT NULL REFERENCES areas,       -- where: decides who sees it
  station_id integer REFERENCES polling_stations,
  form_id bigint REFERENCES result_forms,
  incident_id bigint REFERENCES incidents,
  numbers jsonb NOT NULL,                -- fields of the kind's sentence
  evidence jsonb NOT NULL DEFAULT '[]',  -- [{"href": "/manage/...", "title": "..."}]
  assigned_to integer REFERENCES users,
  opened_at_utc timestamptz NOT NULL DEFAULT now(),
  changed_at_utc timestamptz NOT NULL DEFAULT now(),
  snoozed_until_utc timestamptz,
  cause_gone_at_utc timestamptz,         -- resolved by itself: the cause is not there any more
  resolved_at_utc timestamptz,
  resolved_by integer REFERENCES users,  -- NULL and resolved: by itself
  outcome text CHECK (length(outcome) <= 2000),
  CHECK ((status = 'resolved') = (resolved_at_utc IS NOT NULL)),
  CHECK (status <> 'snoozed' OR snoozed_until_utc IS NOT NULL)
);
CREATE UNIQUE INDEX alerts_open ON alerts (election_id, kind, dedupe_key) WHERE status <> 'resolved';

ALTER TABLE alerts ENABLE ROW LEVEL SECURITY;
ALTER TABLE alerts FORCE ROW LEVEL SECURITY;
CREATE POLICY alerts_owner ON alerts TO CURRENT_USER USING (true) WITH CHECK (true);
CREATE POLICY alerts_worker ON alerts TO matokeo_worker USING (true) WITH CHECK (true);
CREATE POLICY alerts_read ON alerts FOR SELECT TO matokeo_entry
  USING ((SELECT app_role()) = 'super_admin'
         OR ((SELECT app_role()) = 'election_manager'
             AND (SELECT a.path_ids FROM areas a WHERE a.area_id = alerts.area_id) && (SELECT app_scope())));
GRANT SELECT, INSERT, UPDATE ON alerts TO matokeo_worker;
GRANT SELECT ON alert_rules TO matokeo_worker, matokeo_entry;
