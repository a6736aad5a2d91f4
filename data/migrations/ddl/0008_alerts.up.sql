-- Alerts as work items, the rules that open and route them, notifications, and deliveries by mail and webhook.
-- A cause has one alert as long as it lasts, whether the alert is open or a person has settled it (alerts_cause).

CREATE TYPE alert_status AS ENUM ('active', 'investigating', 'snoozed', 'resolved');

-- Rules --------------------------------------------------------------------------------------------

CREATE TABLE alert_rules (
  kind text PRIMARY KEY CHECK (kind ~ '^[a-z_]{2,40}$'),  -- a detector of data.alerts.detectors
  enabled boolean NOT NULL DEFAULT true,
  severity incident_severity NOT NULL,
  thresholds jsonb NOT NULL DEFAULT '{}',
  for_min smallint NOT NULL DEFAULT 0 CHECK (for_min BETWEEN 0 AND 1440),      -- opens when the cause has held so long
  clear_min smallint NOT NULL DEFAULT 0 CHECK (clear_min BETWEEN 0 AND 1440),  -- resolves when it has been away so long
  route jsonb NOT NULL DEFAULT '{"roles": ["election_manager", "super_admin"], "email": true, "webhooks": []}',
  changed_by integer REFERENCES users,
  changed_at_utc timestamptz NOT NULL DEFAULT now()
);
INSERT INTO alert_rules (kind, severity, thresholds, for_min, clear_min, route) VALUES
  ('late_area', 'medium', '{"share_pct": 25, "stations": 10}', 5, 5, DEFAULT),
  ('disputed_form', 'medium', '{"minutes": 30}', 0, 0, DEFAULT),
  ('second_entry_waiting', 'medium', '{"minutes": 20, "forms": 5}', 0, 2, DEFAULT),
  ('incident_unattended', 'medium', '{"minutes": 15, "severity": "medium"}', 0, 0, DEFAULT),
  ('incident_critical', 'critical', '{}', 0, 0, DEFAULT),
  ('anomaly', 'medium', '{"score_pct": 80}', 0, 2, DEFAULT),
  ('sources_differ', 'high', '{"votes": 10}', 2, 2, DEFAULT),
  ('version_held', 'critical', '{}', 0, 0, DEFAULT),
  ('publication_stale', 'high', '{"seconds": 120}', 1, 0, DEFAULT),
  ('tally_differs', 'critical', '{}', 0, 0, DEFAULT),
  ('import_failed', 'medium', '{"hours": 24}', 0, 0, DEFAULT),
  -- What could not be delivered is not sent the same way: it shows in the office only.
  ('delivery_failed', 'medium', '{"hours": 24}', 0, 0, '{"roles": ["super_admin"], "email": false, "webhooks": []}'),
  ('votes_went_down', 'high', '{"votes": 10, "hours": 24}', 0, 0, DEFAULT);

-- Where one election differs from the rules; NULL: as the rule says.
CREATE TABLE alert_rule_overrides (
  election_id smallint NOT NULL REFERENCES elections,
  kind text NOT NULL REFERENCES alert_rules,
  enabled boolean,
  severity incident_severity,
  thresholds jsonb,
  for_min smallint CHECK (for_min BETWEEN 0 AND 1440),
  clear_min smallint CHECK (clear_min BETWEEN 0 AND 1440),
  changed_by integer REFERENCES users,
  changed_at_utc timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (election_id, kind)
);

-- Alerts -------------------------------------------------------------------------------------------

CREATE TABLE alerts (
  alert_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  uid uuid NOT NULL DEFAULT gen_random_uuid() UNIQUE,
  election_id smallint NOT NULL REFERENCES elections,
  kind text NOT NULL REFERENCES alert_rules,
  dedupe_key text NOT NULL CHECK (length(dedupe_key) <= 200),
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
  missing_since_utc timestamptz,         -- the cause was not seen since; it resolves after the rule's clear_min
  cause_gone_at_utc timestamptz,         -- the cause is over: if it comes again, that is another alert
  resolved_at_utc timestamptz,
  resolved_by integer REFERENCES users,  -- NULL and resolved: by itself
  outcome text CHECK (length(outcome) <= 2000),
  CHECK ((status = 'resolved') = (resolved_at_utc IS NOT NULL)),
  CHECK (status = 'resolved' OR cause_gone_at_utc IS NULL),
  CHECK (status <> 'snoozed' OR snoozed_until_utc IS NOT NULL)
);
CREATE UNIQUE INDEX alerts_cause ON alerts (election_id, kind, dedupe_key) WHERE cause_gone_at_utc IS NULL;
CREATE INDEX alerts_queue ON alerts (election_id, severity DESC, alert_id DESC) WHERE status <> 'resolved';
CREATE INDEX alerts_resolved ON alerts (election_id, alert_id DESC) WHERE status = 'resolved';
CREATE INDEX alerts_snoozed ON alerts (snoozed_until_utc) WHERE status = 'snoozed';
CREATE INDEX alerts_before ON alerts (election_id, kind, dedupe_key, alert_id DESC);

-- Causes that hold, but not yet for as long as their rule asks.
CREATE TABLE alert_pending (
  election_id smallint NOT NULL REFERENCES elections,
  kind text NOT NULL REFERENCES alert_rules,
  dedupe_key text NOT NULL,
  since_utc timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (election_id, kind, dedupe_key)
);

CREATE TABLE alert_events (
  alert_event_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  alert_id bigint NOT NULL REFERENCES alerts,
  at_utc timestamptz NOT NULL DEFAULT now(),
  user_id integer REFERENCES users,      -- NULL: by itself
  kind text NOT NULL CHECK (kind IN ('opened', 'severity', 'assigned', 'status', 'note', 'snoozed', 'woke', 'resolved', 'reopened')),
  old_value text,
  new_value text,
  note text CHECK (length(note) <= 2000)
);
CREATE INDEX alert_events_alert ON alert_events (alert_id, alert_event_id);
CREATE TRIGGER alert_events_append_only BEFORE UPDATE OR DELETE ON alert_events FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER alert_events_no_truncate BEFORE TRUNCATE ON alert_events FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER alerts_no_delete BEFORE DELETE ON alerts FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE INDEX form_steps_at ON form_steps USING brin (at_utc);  -- what past nights would have opened

-- Notifications ------------------------------------------------------------------------------------

-- Events that somebody may have to be told; taken by the router in the transaction that tells them.
CREATE TABLE alert_outbox (
  alert_event_id bigint PRIMARY KEY REFERENCES alert_events
);
CREATE FUNCTION log_alert_outbox() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  INSERT INTO alert_outbox (alert_event_id)
  SELECT alert_event_id FROM made WHERE kind IN ('opened', 'severity', 'assigned', 'reopened', 'resolved');
  RETURN NULL;
END $$;
GRANT INSERT ON alert_outbox TO matokeo_definer;
ALTER FUNCTION log_alert_outbox() OWNER TO matokeo_definer;
REVOKE ALL ON FUNCTION log_alert_outbox() FROM PUBLIC;
CREATE TRIGGER alert_events_outbox AFTER INSERT ON alert_events REFERENCING NEW TABLE AS made
  FOR EACH STATEMENT EXECUTE FUNCTION log_alert_outbox();

CREATE TABLE notifications (
  notification_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  user_id integer NOT NULL REFERENCES users,
  source_key text NOT NULL CHECK (length(source_key) <= 200),  -- of what it tells: told once
  alert_id bigint REFERENCES alerts,
  severity incident_severity NOT NULL,
  title text NOT NULL,                   -- English message id, translated on the page
  numbers jsonb NOT NULL DEFAULT '{}',   -- fields of the title
  href text NOT NULL CHECK (href ~ '^/[^/]'),
  created_at_utc timestamptz NOT NULL DEFAULT now(),
  read_at_utc timestamptz,
  UNIQUE (user_id, source_key)
);
CREATE INDEX notifications_person ON notifications (user_id, notification_id DESC);
CREATE INDEX notifications_unread ON notifications (user_id) WHERE read_at_utc IS NULL;

-- How a person wants mail; no row: the defaults of data.notify.preferences.
CREATE TABLE notification_preferences (
  user_id integer PRIMARY KEY REFERENCES users,
  mail_from incident_severity,           -- the least severity that is mailed; NULL: never
  muted_kinds text[] NOT NULL DEFAULT '{}',        -- kinds of alerts that are not mailed
  quiet_from time,                       -- in the election's zone; NULL: no quiet hours
  quiet_until time,
  digest_min smallint NOT NULL DEFAULT 0 CHECK (digest_min BETWEEN 0 AND 1440),
  changed_at_utc timestamptz NOT NULL DEFAULT now(),
  CHECK ((quiet_from IS NULL) = (quiet_until IS NULL))
);

-- Address and secret together, encrypted with the data keys and bound to the row's uid.
CREATE TABLE webhooks (
  webhook_id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  uid uuid NOT NULL UNIQUE,
  title text NOT NULL CHECK (length(title) BETWEEN 1 AND 100),
  host text NOT NULL,                    -- of the address, to be known by
  sealed bytea NOT NULL,
  active boolean NOT NULL DEFAULT true,
  created_by integer REFERENCES users,
  created_at_utc timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE deliveries (
  delivery_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  uid uuid NOT NULL DEFAULT gen_random_uuid() UNIQUE,  -- sent along: the other side knows a second try by it
  channel text NOT NULL CHECK (channel IN ('email', 'webhook')),
  user_id integer REFERENCES users,
  webhook_id integer REFERENCES webhooks,
  election_id smallint REFERENCES elections,
  is_test boolean NOT NULL DEFAULT false,          -- asked for by a person, to try the way
  urgent boolean NOT NULL DEFAULT false,           -- waits for no quiet hours and no digest
  status text NOT NULL DEFAULT 'queued' CHECK (status IN ('queued', 'sent', 'failed', 'given_up', 'dropped')),
  attempts smallint NOT NULL DEFAULT 0,
  next_try_at_utc timestamptz NOT NULL DEFAULT now(),
  created_at_utc timestamptz NOT NULL DEFAULT now(),
  settled_at_utc timestamptz,
  last_error text CHECK (length(last_error) <= 500),
  CHECK ((channel = 'email') = (user_id IS NOT NULL) AND (channel = 'webhook') = (webhook_id IS NOT NULL)),
  CHECK ((status IN ('sent', 'given_up', 'dropped')) = (settled_at_utc IS NOT NULL))
);
CREATE INDEX deliveries_due ON deliveries (next_try_at_utc) WHERE status IN ('queued', 'failed');
CREATE INDEX deliveries_person ON deliveries (user_id, delivery_id DESC) WHERE channel = 'email';
CREATE INDEX deliveries_webhook ON deliveries (webhook_id, delivery_id DESC) WHERE channel = 'webhook';
CREATE INDEX deliveries_given_up ON deliveries (settled_at_utc) WHERE status = 'given_up';

-- What a delivery tells: one event, or several where a person asked for a digest.
CREATE TABLE delivery_items (
  delivery_id bigint NOT NULL REFERENCES deliveries,
  alert_event_id bigint NOT NULL REFERENCES alert_events,
  PRIMARY KEY (delivery_id, alert_event_id)
);
CREATE TABLE delivery_attempts (
  delivery_id bigint NOT NULL REFERENCES deliveries,
  attempt smallint NOT NULL,
  began_at_utc timestamptz NOT NULL DEFAULT now(),
  ended_at_utc timestamptz,              -- NULL: under way, or the worker ended in the middle of it
  error text CHECK (length(error) <= 500),         -- NULL and ended: arrived
  PRIMARY KEY (delivery_id, attempt)
);

-- The worker reads an address only while it delivers a mail to that person, and nothing else of anybody's personal data.
CREATE FUNCTION delivery_address(asked bigint) RETURNS bytea LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  RETURN (SELECT p.ciphertext FROM deliveries d JOIN users u USING (user_id) JOIN user_private p USING (user_id)
          WHERE d.delivery_id = asked AND d.channel = 'email' AND d.status IN ('queued', 'failed') AND u.is_active AND p.field = 'email');
END $$;
GRANT SELECT ON deliveries, user_private TO matokeo_definer;
ALTER FUNCTION delivery_address(bigint) OWNER TO matokeo_definer;
REVOKE ALL ON FUNCTION delivery_address(bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION delivery_address(bigint) TO matokeo_worker;

-- A person may know whether a mail could reach them, not through which address.
CREATE FUNCTION app_has_address() RETURNS boolean LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  RETURN EXISTS (SELECT 1 FROM user_private WHERE user_id = app_user_id() AND field = 'email');
END $$;
ALTER FUNCTION app_has_address() OWNER TO matokeo_definer;
REVOKE ALL ON FUNCTION app_has_address() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app_has_address() TO matokeo_entry;

-- Rights -------------------------------------------------------------------------------------------

-- Who works in a whole country, or administers: may set what opens alerts for everybody.
CREATE FUNCTION app_sets_rules() RETURNS boolean LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  RETURN app_role() = 'super_admin' OR (app_role() = 'election_manager'
    AND EXISTS (SELECT 1 FROM areas WHERE area_id = ANY (app_scope()) AND level = 0));
END $$;
ALTER FUNCTION app_sets_rules() OWNER TO matokeo_definer;
REVOKE ALL ON FUNCTION app_sets_rules() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app_sets_rules() TO matokeo_entry;

-- Who may be given an alert: active managers whose areas cover it, and administrators. Scopes of others are not a manager's to read.
CREATE FUNCTION alert_assignees(asked bigint) RETURNS TABLE (user_id integer, username text, display_name text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_column
BEGIN
  RETURN QUERY
  SELECT u.user_id, u.username, u.display_name FROM alerts l JOIN areas a USING (area_id) JOIN users u ON u.is_active
  WHERE l.alert_id = asked
    AND (app_role() = 'super_admin' OR (app_role() = 'election_manager' AND a.path_ids && app_scope()))
    AND (u.role = 'super_admin' OR (u.role = 'election_manager' AND EXISTS (
          SELECT 1 FROM user_scopes s WHERE s.user_id = u.user_id AND s.area_id = ANY (a.path_ids))))
  ORDER BY u.display_name, u.user_id
  LIMIT 200;
END $$;
GRANT SELECT ON alerts TO matokeo_definer;
ALTER FUNCTION alert_assignees(bigint) OWNER TO matokeo_definer;
REVOKE ALL ON FUNCTION alert_assignees(bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION alert_assignees(bigint) TO matokeo_entry;

DO $$
DECLARE name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['alert_rules', 'alert_rule_overrides', 'alerts', 'alert_pending', 'alert_events', 'alert_outbox', 'notifications',
                              'notification_preferences', 'webhooks', 'deliveries', 'delivery_items', 'delivery_attempts']
  LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE POLICY %I ON %I TO CURRENT_USER USING (true) WITH CHECK (true)', name || '_owner', name);
    EXECUTE format('CREATE POLICY %I ON %I TO matokeo_worker USING (true) WITH CHECK (true)', name || '_worker', name);
  END LOOP;
END $$;
GRANT SELECT ON alert_rules, alert_rule_overrides, notification_preferences, webhooks TO matokeo_worker;
GRANT SELECT, INSERT, UPDATE ON alerts, deliveries, delivery_attempts TO matokeo_worker;
GRANT SELECT, INSERT ON alert_events, notifications, delivery_items TO matokeo_worker;
GRANT SELECT, INSERT, DELETE ON alert_pending TO matokeo_worker;
GRANT SELECT, UPDATE, DELETE ON alert_outbox TO matokeo_worker;  -- UPDATE: to lock what it takes

CREATE POLICY alert_rules_read ON alert_rules FOR SELECT TO matokeo_entry
  USING ((SELECT app_role()) IN ('super_admin', 'election_manager'));
CREATE POLICY alert_rules_set ON alert_rules FOR UPDATE TO matokeo_entry
  USING ((SELECT app_sets_rules())) WITH CHECK ((SELECT app_sets_rules()) AND changed_by = (SELECT app_user_id()));
CREATE POLICY alert_rule_overrides_read ON alert_rule_overrides FOR SELECT TO matokeo_entry
  USING ((SELECT app_role()) IN ('super_admin', 'election_manager'));
CREATE POLICY alert_rule_overrides_set ON alert_rule_overrides FOR ALL TO matokeo_entry
  USING ((SELECT app_sets_rules())) WITH CHECK ((SELECT app_sets_rules()) AND changed_by = (SELECT app_user_id()));
GRANT SELECT, UPDATE ON alert_rules TO matokeo_entry;
GRANT SELECT, INSERT, UPDATE, DELETE ON alert_rule_overrides TO matokeo_entry;

CREATE POLICY alerts_read ON alerts FOR SELECT TO matokeo_entry
  USING ((SELECT app_role()) = 'super_admin'
         OR ((SELECT app_role()) = 'election_manager'
             AND (SELECT a.path_ids FROM areas a WHERE a.area_id = alerts.area_id) && (SELECT app_scope())));
CREATE POLICY alerts_work ON alerts FOR UPDATE TO matokeo_entry
  USING ((SELECT app_role()) = 'super_admin'
         OR ((SELECT app_role()) = 'election_manager'
             AND (SELECT a.path_ids FROM areas a WHERE a.area_id = alerts.area_id) && (SELECT app_scope())))
  WITH CHECK (resolved_by IS NULL OR resolved_by = (SELECT app_user_id()));
CREATE POLICY alert_events_read ON alert_events FOR SELECT TO matokeo_entry
  USING (EXISTS (SELECT 1 FROM alerts l WHERE l.alert_id = alert_events.alert_id));
CREATE POLICY alert_events_write ON alert_events FOR INSERT TO matokeo_entry
  WITH CHECK (user_id = (SELECT app_user_id()) AND at_utc = now()
              AND EXISTS (SELECT 1 FROM alerts l WHERE l.alert_id = alert_events.alert_id));
GRANT SELECT ON alerts, alert_events TO matokeo_entry;
GRANT UPDATE (status, assigned_to, snoozed_until_utc, resolved_at_utc, resolved_by, outcome, changed_at_utc) ON alerts TO matokeo_entry;
GRANT INSERT (alert_id, user_id, kind, old_value, new_value, note) ON alert_events TO matokeo_entry;

CREATE POLICY notifications_own ON notifications FOR SELECT TO matokeo_entry USING (user_id = (SELECT app_user_id()));
CREATE POLICY notifications_mark ON notifications FOR UPDATE TO matokeo_entry
  USING (user_id = (SELECT app_user_id())) WITH CHECK (user_id = (SELECT app_user_id()));
GRANT SELECT, UPDATE (read_at_utc) ON notifications TO matokeo_entry;
CREATE POLICY notification_preferences_own ON notification_preferences FOR ALL TO matokeo_entry
  USING (user_id = (SELECT app_user_id())) WITH CHECK (user_id = (SELECT app_user_id()));
GRANT SELECT, INSERT, UPDATE ON notification_preferences TO matokeo_entry;

CREATE POLICY webhooks_admin ON webhooks FOR ALL TO matokeo_entry
  USING ((SELECT app_role()) = 'super_admin') WITH CHECK ((SELECT app_role()) = 'super_admin');
GRANT SELECT, INSERT, UPDATE (title, active) ON webhooks TO matokeo_entry;
-- A person sees the own mails; administrators see every delivery. A person asks for nothing but a trial.
CREATE POLICY deliveries_read ON deliveries FOR SELECT TO matokeo_entry
  USING (user_id = (SELECT app_user_id()) OR (SELECT app_role()) = 'super_admin');
CREATE POLICY deliveries_try ON deliveries FOR INSERT TO matokeo_entry
  WITH CHECK (is_test AND status = 'queued' AND attempts = 0
              AND (user_id = (SELECT app_user_id()) OR (channel = 'webhook' AND (SELECT app_role()) = 'super_admin')));
GRANT SELECT, INSERT (channel, user_id, webhook_id, election_id, is_test, urgent) ON deliveries TO matokeo_entry;
CREATE POLICY delivery_attempts_read ON delivery_attempts FOR SELECT TO matokeo_entry
  USING (EXISTS (SELECT 1 FROM deliveries d WHERE d.delivery_id = delivery_attempts.delivery_id));
GRANT SELECT ON delivery_attempts TO matokeo_entry;
