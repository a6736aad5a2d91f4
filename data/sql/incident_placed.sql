-- Purpose: tells the heatmap's view that hexagons were set without an event.
-- Parameters: none. Columns: none. Grain: one row. Index: incident_hexagons_seen_pkey.
-- Caller: data.incidents.chore
UPDATE incident_hexagons_seen SET placed = true
