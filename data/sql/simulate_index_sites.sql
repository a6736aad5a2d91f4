-- Purpose: lets cells find their point.
-- Parameters: none. Columns: none. Grain: ground point. Index: this one. Caller: data.simulate.borders.
CREATE INDEX simulate_sites_point ON simulate_sites USING gist (point)
