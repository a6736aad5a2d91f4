-- Purpose: incidents that have a place but no hexagons yet (stored by older versions, or by SQL).
-- Parameters: most. Columns: incident_id; longitude; latitude. Never NULL. Grain: incident. Index: incidents_unplaced.
-- Caller: data.incidents.chore
SELECT incident_id, ST_X(spot) AS longitude, ST_Y(spot) AS latitude FROM incidents WHERE cell_7 IS NULL AND spot IS NOT NULL
ORDER BY incident_id LIMIT :most
