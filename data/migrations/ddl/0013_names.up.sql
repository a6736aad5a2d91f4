-- Names in other languages as data: of the election, its contests, areas, parties, candidates and stations.
-- The registered name stays where it is; documents keep it, so that a translation never makes a new hash of figures.

-- Grain: election x kind x language x code. code: '' of the election itself, the code of a contest, area, party or
-- station, '<contest>/<area>/<candidate>' of a candidate.
CREATE TABLE names (
  election_id smallint NOT NULL REFERENCES elections,
  kind text NOT NULL CHECK (kind IN ('election', 'contest', 'area', 'party', 'candidate', 'station')),
  lang text NOT NULL CHECK (lang ~ '^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$'),
  code text NOT NULL,
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
  PRIMARY KEY (election_id, kind, lang, code)
);
GRANT SELECT ON names TO matokeo_worker;

-- The publisher reads the names again when this moves.
ALTER TABLE elections ADD COLUMN names_changed_at_utc timestamptz;

-- A person's language is any that a folder of languages may be called after.
ALTER TABLE users DROP CONSTRAINT users_language_check,
  ADD CONSTRAINT users_language_check CHECK (language ~ '^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$');
