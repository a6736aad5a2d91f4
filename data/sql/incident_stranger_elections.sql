-- Purpose: elections that take reports of the public, those being counted first.
-- Parameters: none. Columns: election_id; code; title; timezone; is_test; leaf (number of the lowest level). Never NULL.
-- Grain: election. Index: none (a handful of rows).
-- Caller: data.incidents.strangers
SELECT e.election_id, e.code, e.title, e.timezone, e.is_test, cardinality(g.level_names) - 1 AS leaf
FROM elections e JOIN registers r USING (register_id) JOIN geographies g USING (geography_id)
WHERE e.status IN ('scheduled', 'active', 'paused') AND e.settings #>> '{incidents,public_reports}' = 'true'
ORDER BY e.status = 'active' DESC, e.is_test, e.election_date DESC, e.election_id DESC
