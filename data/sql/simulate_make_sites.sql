-- Purpose: a place for the ground points of a fictional country, gone with the transaction.
-- Parameters: none. Columns: point (degrees), area_id (ward; NULL = sea). Grain: ground point.
-- Index: none yet. Caller: data.simulate.borders.
CREATE TEMPORARY TABLE simulate_sites (point geometry(Point, 4326) NOT NULL, area_id integer) ON COMMIT DROP
