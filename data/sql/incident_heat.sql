-- Purpose: hexagons with their incidents, fullest first, in the asker's areas.
-- Parameters: election_id; resolution (4 to 7); box (west, south, east, north; NULL = all); categories, severities, statuses, hour_from,
--   hour_to (NULL = any); most.
-- Columns: cell (H3); incidents; urgent (high or critical). Never NULL. Grain: cell. Index: none: one pass over the view incident_hexagons.
-- Caller: data.incidents.heat
SELECT cell, incidents, urgent FROM incident_heat(CAST(:election_id AS smallint), CAST(:resolution AS integer), CAST(:box AS double precision[]),
  CAST(:categories AS text[]), CAST(:severities AS text[]), CAST(:statuses AS text[]), CAST(:hour_from AS timestamptz),
  CAST(:hour_to AS timestamptz), CAST(:most AS integer))
