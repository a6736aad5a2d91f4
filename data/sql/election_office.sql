-- Purpose: the elections that pages of the managers' room can be about, those being counted first, then the newest.
-- Parameters: none.
-- Columns: election_id; code; title; election_date; status (text); is_test; timezone; geography_id; level_names (root first);
--   root_area_id. Never NULL.
-- Grain: election.
-- Index: areas_level; elections and registers are a handful of rows.
-- Caller: data.elections
SELECT e.election_id, e.code, e.title, e.election_date, e.status::text AS status, e.is_test, e.timezone, g.geography_id,
       g.level_names, a.area_id AS root_area_id
FROM elections e
JOIN registers r USING (register_id)
JOIN geographies g USING (geography_id)
JOIN areas a ON a.geography_id = g.geography_id AND a.level = 0
ORDER BY e.status = 'active' DESC, e.status IN ('draft', 'cancelled'), e.is_test, e.election_date DESC, e.election_id DESC
