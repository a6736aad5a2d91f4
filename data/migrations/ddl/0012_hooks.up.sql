-- Webhooks that are told of new versions: newsrooms' programs that would rather be called than ask.

-- Address and secret together, encrypted with the data keys and bound to the row's uid.
CREATE TABLE version_hooks (
  hook_id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  uid uuid NOT NULL UNIQUE,
  title text NOT NULL CHECK (length(title) BETWEEN 1 AND 100),
  host text NOT NULL,                    -- of the address, to be known by
  sealed bytea NOT NULL,
  election_code text,                    -- NULL: every election; text, as it may be one that is yet to come
  active boolean NOT NULL DEFAULT true,
  reason text,                           -- why it was switched off
  created_by text NOT NULL,
  created_at_utc timestamptz NOT NULL DEFAULT now()
);

-- Grain: hook x election that it has been, or is being, told of. `told` is the state of the pointer that it knows.
CREATE TABLE version_hook_states (
  hook_id integer NOT NULL REFERENCES version_hooks,
  election_code text NOT NULL,
  told text,
  told_version integer,
  told_at_utc timestamptz,
  attempts integer NOT NULL DEFAULT 0,   -- since it last answered
  failing_since_utc timestamptz,
  next_try_at_utc timestamptz NOT NULL DEFAULT now(),
  last_error text CHECK (length(last_error) <= 500),
  PRIMARY KEY (hook_id, election_code)
);

DO $$
DECLARE name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['version_hooks', 'version_hook_states'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE POLICY %I ON %I TO CURRENT_USER USING (true) WITH CHECK (true)', name || '_owner', name);
    EXECUTE format('CREATE POLICY %I ON %I TO matokeo_worker USING (true) WITH CHECK (true)', name || '_worker', name);
  END LOOP;
END $$;
GRANT SELECT, UPDATE (active, reason) ON version_hooks TO matokeo_worker;
GRANT SELECT, INSERT, UPDATE ON version_hook_states TO matokeo_worker;
