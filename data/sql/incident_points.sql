-- Purpose: incidents in a box, newest first, page by page.
-- Parameters: election_id; box (west, south, east, north); categories, severities, statuses, hour_from, hour_to (NULL = any); before (id of
--   the last of the page before, NULL = first page); most.
-- Columns: incident_id; uid; longitude; latitude; category; severity; status; happened_at_utc; precise. Never NULL. Grain: incident.
-- Index: incidents_spot (in the function).
-- Caller: data.incidents.heat
SELECT incident_id, uid, longitude, latitude, category, severity::text AS severity, status::text AS status, happened_at_utc, precise
FROM incident_points(CAST(:election_id AS smallint), CAST(:box AS double precision[]), CAST(:categories AS text[]), CAST(:severities AS text[]),
  CAST(:statuses AS text[]), CAST(:hour_from AS timestamptz), CAST(:hour_to AS timestamptz), CAST(:before AS bigint), CAST(:most AS integer))
