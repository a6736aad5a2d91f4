-- The managers' room, first part: what changed (for those who watch), and the station board.

-- Watching -----------------------------------------------------------------------------------------

-- Cells the tally worker has recomputed, in the order of its commits (one writer behind an advisory lock, so a reader's
-- cursor skips nothing). Each watcher keeps its own place; rows that all have passed are deleted.
CREATE TABLE changed_cells (
  changed_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  race_id integer NOT NULL,
  leaf_area_id integer NOT NULL,
  is_counting boolean NOT NULL
);
ALTER TABLE changed_cells SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000, autovacuum_vacuum_insert_threshold = -1);
CREATE TABLE watchers (
  watcher text PRIMARY KEY CHECK (watcher ~ '^[a-z_]{2,40}$'),
  changed_id bigint NOT NULL DEFAULT 0,  -- the last row this watcher has worked in
  worked_at_utc timestamptz NOT NULL DEFAULT now(),
  pulse bigint NOT NULL DEFAULT 0        -- bumped whenever rows that pages show have changed
);
INSERT INTO watchers (watcher) VALUES ('board'), ('anomalies');

-- Station board ------------------------------------------------------------------------------------

-- The order of the values is the order of attention.
CREATE TYPE board_state AS ENUM ('held', 'disputed', 'not_reported', 'preliminary', 'verified', 'confirmed');

CREATE SEQUENCE board_seq AS bigint;

-- Grain: station x contest. Flat, so that a page of it is one index scan; kept by the board's watcher.
-- Made of other tables alone and built from them again at any time: it needs no foreign keys, which would take a third of a build.
CREATE TABLE station_board (
  station_id integer NOT NULL,
  contest_id integer NOT NULL,
  election_id smallint NOT NULL,
  race_id integer NOT NULL,
  leaf_area_id integer NOT NULL,
  path_ids integer[] NOT NULL,           -- areas from the root to the ward
  station_code text NOT NULL,
  station_name text NOT NULL,
  centre text NOT NULL,                  -- stations of one centre share it: the name without the number of the stream
  has_observer boolean NOT NULL DEFAULT false,
  state board_state NOT NULL DEFAULT 'not_reported',
  is_late boolean NOT NULL DEFAULT false,
  expected_at_utc timestamptz,           -- NULL: nothing to learn from yet, or it is in
  expected_from jsonb,                   -- {"of": "centre", "in": 3, "all": 4} or {"of": "ward", "area_id": 7}: see board_arrivals
  form_id bigint,                        -- the current counting form
  received_at_utc timestamptz,           -- NULL also where the source gave no time
  hold_rule text,
  hold_detail text,
  findings smallint NOT NULL DEFAULT 0,  -- open anomaly findings of the form
  sources text[] NOT NULL DEFAULT '{}',  -- sources received, sorted
  sources_differ boolean NOT NULL DEFAULT false,
  board_seq bigint NOT NULL DEFAULT 0,   -- grows with every change of the row
  -- 1 held or disputed, 2 late, 3 not reported, 4 preliminary, 5 verified, 6 confirmed
  attention smallint NOT NULL GENERATED ALWAYS AS (
    CASE WHEN state IN ('held', 'disputed') THEN 1 WHEN is_late THEN 2 WHEN state = 'not_reported' THEN 3
         WHEN state = 'preliminary' THEN 4 WHEN state = 'verified' THEN 5 ELSE 6 END) STORED,
  -- What pages are ordered by: whole numbers, so that the place of a row is told by one comparison. Unknown is last.
  late_key bigint NOT NULL GENERATED ALWAYS AS (
    coalesce(extract(epoch FROM expected_at_utc - timestamptz 'epoch')::bigint, 1000000000000)) STORED,
  received_key bigint NOT NULL GENERATED ALWAYS AS (
    coalesce(-extract(epoch FROM received_at_utc - timestamptz 'epoch')::bigint, 1000000000000)) STORED,
  attention_key bigint NOT NULL GENERATED ALWAYS AS (
    CASE WHEN state = 'not_reported' THEN coalesce(extract(epoch FROM expected_at_utc - timestamptz 'epoch')::bigint, 1000000000000)
         ELSE coalesce(-extract(epoch FROM received_at_utc - timestamptz 'epoch')::bigint, 1000000000000) END) STORED,
  PRIMARY KEY (station_id, contest_id),
  CHECK (NOT is_late OR state = 'not_reported')
);
-- A page of the whole country walks one of these; a page of few wards, or of stations found by name, gathers by the next.
CREATE INDEX station_board_attention ON station_board (contest_id, attention, attention_key, station_id);
CREATE INDEX station_board_code ON station_board (contest_id, station_code, station_id);
CREATE INDEX station_board_received ON station_board (contest_id, received_key, station_id);
CREATE INDEX station_board_late ON station_board (contest_id, late_key, station_id) WHERE state = 'not_reported';
CREATE INDEX station_board_ward ON station_board (leaf_area_id, contest_id, attention);
CREATE INDEX station_board_due ON station_board (election_id, expected_at_utc) WHERE NOT is_late AND expected_at_utc IS NOT NULL;
CREATE INDEX station_board_is_late ON station_board (election_id, contest_id) WHERE is_late;
CREATE INDEX station_board_differ ON station_board (contest_id) WHERE sources_differ;
CREATE INDEX station_board_findings ON station_board (contest_id) WHERE findings > 0;
-- Rows are rewritten all night in the order of arrival.
ALTER TABLE station_board SET (fillfactor = 85, autovacuum_vacuum_scale_factor = 0.05, autovacuum_analyze_scale_factor = 0.05);
CREATE INDEX polling_stations_code_trgm ON polling_stations USING gin (code gin_trgm_ops);

-- Grain: contest x ward. What facets, matrix and map are summed from.
CREATE TABLE board_facets (
  contest_id integer NOT NULL,
  leaf_area_id integer NOT NULL,
  election_id smallint NOT NULL,
  path_ids integer[] NOT NULL,
  stations integer NOT NULL,
  held integer NOT NULL,
  disputed integer NOT NULL,
  not_reported integer NOT NULL,
  preliminary integer NOT NULL,
  verified integer NOT NULL,
  confirmed integer NOT NULL,
  late integer NOT NULL,
  late_middle_utc timestamptz,           -- expected time of the middle late one
  differ integer NOT NULL,
  findings integer NOT NULL,             -- rows with open findings
  unobserved integer NOT NULL,
  rules jsonb NOT NULL,                  -- {rule: forms it holds}
  sources jsonb NOT NULL,                -- {source: rows it has arrived for}
  PRIMARY KEY (contest_id, leaf_area_id)
);
CREATE INDEX board_facets_election ON board_facets (election_id);

-- Grain: contest x area below the root. What expected times are learnt from; `learnt_at_utc` once enough have arrived.
CREATE TABLE board_arrivals (
  contest_id integer NOT NULL,
  area_id integer NOT NULL,
  level smallint NOT NULL,
  stations integer NOT NULL,
  arrived integer NOT NULL,              -- with a time
  middle_at_utc timestamptz,
  learnt_at_utc timestamptz,
  PRIMARY KEY (contest_id, area_id)
);

-- Elections that have a board, and of what it was built: it is built anew when that changes.
CREATE TABLE board_elections (
  election_id smallint PRIMARY KEY REFERENCES elections,
  built_from text NOT NULL,
  built_at_utc timestamptz NOT NULL DEFAULT now()
);

-- Stations whose observers, contacts or findings changed: a queue for the board's watcher, who deletes what it takes.
CREATE TABLE board_stale (
  stale_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  station_id integer NOT NULL,
  is_news boolean NOT NULL               -- pages show what changed, though no row of the board does: names, notes
);
ALTER TABLE board_stale SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 500, autovacuum_vacuum_insert_threshold = -1);

-- What managers wrote down about reaching a station. Never changed: what was said stays said.
CREATE TABLE station_contacts (
  contact_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  uid uuid NOT NULL UNIQUE,              -- the client's id: sending again is harmless
  election_id smallint NOT NULL REFERENCES elections,
  station_id integer NOT NULL REFERENCES polling_stations,
  contest_id integer REFERENCES contests, -- NULL: about the station as such
  area_id integer NOT NULL REFERENCES areas,
  at_utc timestamptz NOT NULL DEFAULT now(),
  user_id integer NOT NULL REFERENCES users,
  kind text NOT NULL CHECK (kind IN ('called', 'no_answer', 'promised', 'message', 'visited', 'other')),
  note text CHECK (length(note) <= 1000),
  promised_at_utc timestamptz,
  CHECK ((kind = 'promised') = (promised_at_utc IS NOT NULL)),
  FOREIGN KEY (station_id, area_id) REFERENCES polling_stations (station_id, area_id)
);
CREATE INDEX station_contacts_station ON station_contacts (station_id, contact_id DESC);
CREATE TRIGGER station_contacts_append_only BEFORE UPDATE OR DELETE ON station_contacts FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER station_contacts_no_truncate BEFORE TRUNCATE ON station_contacts FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE FUNCTION log_board_stale() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  INSERT INTO board_stale (station_id, is_news) SELECT DISTINCT station_id, TG_NARGS > 0 FROM changed WHERE station_id IS NOT NULL;
  RETURN NULL;
END $$;
-- Findings are refreshed all night; the board hears when one goes or is explained.
CREATE FUNCTION log_finding_stale() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  INSERT INTO board_stale (station_id, is_news)
  SELECT DISTINCT n.station_id, false FROM changed n JOIN before o USING (finding_id)
  WHERE n.station_id IS NOT NULL
    AND (n.gone_at_utc IS NULL, n.explained_score IS NULL) IS DISTINCT FROM (o.gone_at_utc IS NULL, o.explained_score IS NULL);
  RETURN NULL;
END $$;
GRANT INSERT ON board_stale TO matokeo_definer;
ALTER FUNCTION log_board_stale() OWNER TO matokeo_definer;
ALTER FUNCTION log_finding_stale() OWNER TO matokeo_definer;
CREATE TRIGGER assignments_stale_insert AFTER INSERT ON assignments
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION log_board_stale('news');
CREATE TRIGGER assignments_stale_update AFTER UPDATE ON assignments
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION log_board_stale('news');
CREATE TRIGGER station_contacts_stale AFTER INSERT ON station_contacts
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION log_board_stale('news');

-- Who is assigned, and when the system last heard of them: managers may know when a person was seen, not read sessions.
CREATE FUNCTION board_people(asked integer[])
RETURNS TABLE (station_id integer, username text, display_name text, last_at_utc timestamptz, last_kind text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_column
DECLARE everywhere boolean := app_role() = 'super_admin'; scope integer[] := app_scope();
BEGIN
  IF NOT everywhere AND app_role() IS DISTINCT FROM 'election_manager' THEN
    RETURN;
  END IF;
  RETURN QUERY
  SELECT s.station_id, u.username, u.display_name, h.at_utc, h.kind
  FROM unnest(asked) AS k (station_id)
  JOIN polling_stations s ON s.station_id = k.station_id
  JOIN areas a ON a.area_id = s.area_id AND (everywhere OR a.path_ids && scope)
  JOIN assignments x ON x.station_id = s.station_id AND x.ended_at_utc IS NULL
  JOIN users u ON u.user_id = x.user_id
  LEFT JOIN LATERAL (
    SELECT at_utc, kind FROM (
      (SELECT f.received_at_utc, 'form' FROM result_forms f WHERE f.entered_by = u.user_id ORDER BY f.received_at_utc DESC LIMIT 1)
      UNION ALL
      (SELECT i.reported_at_utc, 'incident' FROM incidents i WHERE i.reported_by = u.user_id ORDER BY i.reported_at_utc DESC LIMIT 1)
      UNION ALL
      (SELECT max(z.seen_at_utc), 'session' FROM sessions z WHERE z.user_id = u.user_id)) AS heard (at_utc, kind)
    WHERE at_utc IS NOT NULL ORDER BY at_utc DESC LIMIT 1) h ON true
  ORDER BY s.station_id, u.display_name;
END $$;
-- Stations of people whose name or username holds the words; without words, none.
CREATE FUNCTION board_stations_of(words text, most integer) RETURNS integer[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE everywhere boolean := app_role() = 'super_admin'; scope integer[] := app_scope();
BEGIN
  IF NOT everywhere AND app_role() IS DISTINCT FROM 'election_manager' THEN
    RETURN '{}';
  END IF;
  RETURN ARRAY(
    SELECT DISTINCT x.station_id FROM users u
    JOIN assignments x ON x.user_id = u.user_id AND x.ended_at_utc IS NULL
    JOIN polling_stations s ON s.station_id = x.station_id
    JOIN areas a ON a.area_id = s.area_id AND (everywhere OR a.path_ids && scope)
    WHERE u.display_name || ' ' || u.username ILIKE words LIMIT most);
END $$;
CREATE INDEX users_names_trgm ON users USING gin ((display_name || ' ' || username) gin_trgm_ops);
GRANT SELECT ON assignments, incidents TO matokeo_definer;
GRANT SELECT (user_id, seen_at_utc) ON sessions TO matokeo_definer;
ALTER FUNCTION board_people(integer[]) OWNER TO matokeo_definer;
ALTER FUNCTION board_stations_of(text, integer) OWNER TO matokeo_definer;
REVOKE ALL ON FUNCTION board_people(integer[]), board_stations_of(text, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION board_people(integer[]), board_stations_of(text, integer) TO matokeo_entry;

-- Plans of a freshly built board need its numbers; only the owner may take them.
CREATE FUNCTION analyze_board() RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  ANALYZE station_board, board_facets, board_arrivals;
END $$;
REVOKE ALL ON FUNCTION analyze_board() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION analyze_board() TO matokeo_worker;

-- Rights -------------------------------------------------------------------------------------------

DO $$
DECLARE name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['station_board', 'board_facets', 'station_contacts']
  LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE POLICY %I ON %I TO CURRENT_USER USING (true) WITH CHECK (true)', name || '_owner', name);
    EXECUTE format('CREATE POLICY %I ON %I TO matokeo_worker USING (true) WITH CHECK (true)', name || '_worker', name);
  END LOOP;
  FOREACH name IN ARRAY ARRAY['station_board', 'board_facets']
  LOOP
    EXECUTE format('CREATE POLICY %I ON %I FOR SELECT TO matokeo_entry USING ((SELECT app_role()) = ''super_admin'''
      ' OR ((SELECT app_role()) = ''election_manager'' AND path_ids && (SELECT app_scope())))', name || '_read', name);
  END LOOP;
END $$;
CREATE POLICY station_contacts_read ON station_contacts FOR SELECT TO matokeo_entry
  USING ((SELECT app_role()) = 'super_admin'
         OR ((SELECT app_role()) = 'election_manager'
             AND (SELECT a.path_ids FROM areas a WHERE a.area_id = station_contacts.area_id) && (SELECT app_scope())));
CREATE POLICY station_contacts_add ON station_contacts FOR INSERT TO matokeo_entry
  WITH CHECK (user_id = (SELECT app_user_id()) AND at_utc = now()
              AND ((SELECT app_role()) = 'super_admin'
                   OR ((SELECT app_role()) = 'election_manager'
                       AND (SELECT a.path_ids FROM areas a WHERE a.area_id = station_contacts.area_id) && (SELECT app_scope()))));

GRANT SELECT ON station_board, board_facets, board_arrivals, board_elections, watchers TO matokeo_entry;
GRANT SELECT, INSERT ON station_contacts TO matokeo_entry;
GRANT SELECT ON station_contacts TO matokeo_worker;
GRANT SELECT, INSERT, UPDATE, DELETE ON station_board, board_facets, board_arrivals, board_elections, board_stale, changed_cells, watchers
  TO matokeo_worker;
GRANT USAGE, SELECT ON SEQUENCE board_seq TO matokeo_worker;
