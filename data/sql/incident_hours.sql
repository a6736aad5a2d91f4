-- Purpose: how many incidents happened in each hour, in the asker's areas.
-- Parameters: election_id; categories, severities, statuses (NULL = any).
-- Columns: hour_utc (NULL: those without a place); incidents. Grain: hour. Index: none: one pass over the view incident_hexagons.
-- Caller: data.incidents.heat
SELECT hour_utc, incidents FROM incident_hours(CAST(:election_id AS smallint), CAST(:categories AS text[]), CAST(:severities AS text[]),
  CAST(:statuses AS text[]))
