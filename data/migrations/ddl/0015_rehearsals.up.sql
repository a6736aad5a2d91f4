-- Rehearsals on a schedule: test elections with invented votes that newsrooms build against before the night.

-- Grain: one rehearsal. Its election does not exist before it begins; its code is known from the day it is planned.
CREATE TABLE rehearsals (
  rehearsal_id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  election_code text NOT NULL UNIQUE CHECK (election_code ~ '^[a-z0-9][a-z0-9-]{0,62}$'),
  title text NOT NULL CHECK (length(title) BETWEEN 1 AND 200),
  begins_at_utc timestamptz NOT NULL,
  minutes integer NOT NULL CHECK (minutes BETWEEN 1 AND 2880),   -- from the first form to the last
  preset text NOT NULL,
  seed integer NOT NULL CHECK (seed >= 0),                       -- decides everything that is invented
  every_days integer NOT NULL DEFAULT 0 CHECK (every_days BETWEEN 0 AND 366),   -- 0: once
  state text NOT NULL DEFAULT 'planned' CHECK (state IN ('planned', 'running', 'done', 'cancelled', 'failed')),
  reason text,                                                   -- why it was cancelled or failed
  planned_by text NOT NULL,
  planned_at_utc timestamptz NOT NULL DEFAULT now(),
  began_at_utc timestamptz,
  ended_at_utc timestamptz
);
CREATE INDEX rehearsals_open ON rehearsals (begins_at_utc) WHERE state IN ('planned', 'running');

ALTER TABLE rehearsals ENABLE ROW LEVEL SECURITY;
ALTER TABLE rehearsals FORCE ROW LEVEL SECURITY;
CREATE POLICY rehearsals_owner ON rehearsals TO CURRENT_USER USING (true) WITH CHECK (true);
CREATE POLICY rehearsals_worker ON rehearsals TO matokeo_worker USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE ON rehearsals TO matokeo_worker;
