-- Purpose: sets the hexagons of incidents.
-- Parameters: rows (JSON array: incident_id, cell_4 .. cell_7). Columns: none. Grain: incident. Index: incidents_pkey.
-- Caller: data.incidents.chore
UPDATE incidents i SET cell_4 = x.cell_4, cell_5 = x.cell_5, cell_6 = x.cell_6, cell_7 = x.cell_7
FROM jsonb_to_recordset(CAST(:rows AS jsonb)) AS x (incident_id bigint, cell_4 bigint, cell_5 bigint, cell_6 bigint, cell_7 bigint)
WHERE i.incident_id = x.incident_id
