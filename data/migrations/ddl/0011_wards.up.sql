-- The page of a ward: what is known of an area from elsewhere, and the areas below one found by index.

-- All areas in an area (itself too): the page of a county sums its wards.
CREATE INDEX areas_path ON areas USING gin (path_ids);

-- Grain: area x indicator x year. Public statistics of places, imported with their source; never of a person.
CREATE TABLE area_indicators (
  area_id integer NOT NULL REFERENCES areas,
  indicator text NOT NULL CHECK (indicator ~ '^[a-z0-9][a-z0-9-]{0,62}$'),
  year smallint NOT NULL CHECK (year BETWEEN 1900 AND 2200),
  title text NOT NULL CHECK (length(title) BETWEEN 1 AND 200),
  value numeric(18, 4) NOT NULL,
  unit text NOT NULL CHECK (length(unit) <= 40),   -- '%', 'people', '' for a plain number
  source text NOT NULL CHECK (length(source) BETWEEN 1 AND 200),
  PRIMARY KEY (area_id, indicator, year)
);

-- Where an area lies decides who sees it, as everywhere in the office.
ALTER TABLE area_indicators ENABLE ROW LEVEL SECURITY;
ALTER TABLE area_indicators FORCE ROW LEVEL SECURITY;
CREATE POLICY area_indicators_owner ON area_indicators TO CURRENT_USER USING (true) WITH CHECK (true);
CREATE POLICY area_indicators_read ON area_indicators FOR SELECT TO matokeo_entry
  USING ((SELECT app_role()) = 'super_admin'
         OR ((SELECT app_role()) = 'election_manager'
             AND (SELECT a.path_ids FROM areas a WHERE a.area_id = area_indicators.area_id) && (SELECT app_scope())));
GRANT SELECT ON area_indicators TO matokeo_entry;
