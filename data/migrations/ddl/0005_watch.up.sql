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
CREATE TABLE station_board (
  station_id integer NOT NULL REFERENCES polling_stations,
  contest_id integer NOT NULL REFERENCES contests,
  election_id smallint NOT NULL REFERENCES elections,
  race_id integer NOT NULL REFERENCES races,
  leaf_area_id integer NOT NULL REFERENCES areas,
  path_ids integer[] NOT NULL,           -- areas from the root to the ward
  station_code text NOT NULL,
  station_name text NOT NULL,
  centre text NOT NULL,                  -- stations of one centre share it: the name without the number of the stream
  state board_state NOT NULL DEFAULT 'not_reported',
  is_late boolean NOT NULL DEFAULT false,
  attention smallint NOT NULL DEFAULT 3, -- 1 held or disputed, 2 late, 3 not reported, 4 preliminary, 5 verified, 6 confirmed
  expected_at_utc timestamptz,           -- NULL: nothing to learn from yet, or it is in
  expected_from jsonb,                   -- {"of": "centre|ward|constituency|county", "in": 3, "all": 4, "middle_at": "..."}
  form_id bigint,                        -- the current counting form
  received_at_utc timestamptz,
  hold_rule text,
  hold_detail text,
  findings smallint NOT NULL DEFAULT 0,  -- open anomaly findings of the form
  sources text[] NOT NULL DEFAULT '{}',  -- sources received, sorted
  sources_differ boolean NOT NULL DEFAULT false,
  board_seq bigint NOT NULL DEFAULT 0,   -- grows with every change of the row
  PRIMARY KEY (contest_id, station_id)
);

-- Rights -------------------------------------------------------------------------------------------

ALTER TABLE station_board ENABLE ROW LEVEL SECURITY;
ALTER TABLE station_board FORCE ROW LEVEL SECURITY;
CREATE POLICY station_board_owner ON station_board TO CURRENT_USER USING (true) WITH CHECK (true);
CREATE POLICY station_board_worker ON station_board TO matokeo_worker USING (true) WITH CHECK (true);
CREATE POLICY station_board_read ON station_board FOR SELECT TO matokeo_entry
  USING ((SELECT app_role()) = 'super_admin'
         OR ((SELECT app_role()) = 'election_manager' AND path_ids && (SELECT app_scope())));
GRANT SELECT ON station_board TO matokeo_entry;
GRANT SELECT, INSERT, UPDATE, DELETE ON station_board, changed_cells, watchers TO matokeo_worker;
GRANT USAGE, SELECT ON SEQUENCE board_seq TO matokeo_worker;
