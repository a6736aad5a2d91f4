-- Purpose: refreshes the heatmap's view when incidents changed since.
-- Parameters: none. Columns: refreshed. Never NULL. Grain: one row. Index: incident_hexagons_key.
-- Caller: data.incidents.chore
SELECT refresh_incident_hexagons() AS refreshed
