-- Purpose: incidents and stations of each area of a level, in the asker's areas.
-- Parameters: election_id; level (0 the root); categories, severities, statuses, hour_from, hour_to (NULL = any).
-- Columns: code; name; level (its name); incidents; urgent; stations. Never NULL. Grain: area. Index: areas_pkey; one pass over the view
--   incident_hexagons and over the stations of the asker's areas.
-- Caller: data.incidents.heat
SELECT a.code, a.name, g.level_names[a.level + 1] AS level, x.incidents, x.urgent, x.stations
FROM incident_rates(CAST(:election_id AS smallint), CAST(:level AS integer), CAST(:categories AS text[]), CAST(:severities AS text[]),
  CAST(:statuses AS text[]), CAST(:hour_from AS timestamptz), CAST(:hour_to AS timestamptz)) AS x
JOIN areas a USING (area_id)
JOIN geographies g USING (geography_id)
