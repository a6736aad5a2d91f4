-- Purpose: stores many incidents and the first line of each one's history; those whose uid is known are left out.
-- Parameters: drafts (JSON array, as data.incidents.store makes it); election_id.
-- Columns: uid; incident_id. Grain: incident stored. Index: incidents_uid_key.
-- Caller: data.incidents.store
WITH stored AS (
  INSERT INTO incidents (uid, election_id, category, severity, area_id, station_id, point, description, happened_at_utc, reported_at_utc,
    reported_by, reporter, receipt, request_sha256, cell_4, cell_5, cell_6, cell_7, changed_at_utc)
  SELECT d.uid, CAST(:election_id AS smallint), d.category, d.severity, d.area_id, d.station_id,
         ST_SetSRID(ST_MakePoint(d.longitude, d.latitude), 4326)::geography, d.description, d.happened_at, d.reported_at, d.reported_by, d.reporter,
         d.receipt, decode(d.request_sha256, 'hex'), d.cell_4, d.cell_5, d.cell_6, d.cell_7, d.reported_at
  FROM jsonb_to_recordset(CAST(:drafts AS jsonb)) AS d (uid uuid, category text, severity incident_severity, area_id integer,
    station_id integer, longitude double precision, latitude double precision, description text, happened_at timestamptz,
    reported_at timestamptz, reported_by integer, reporter text, receipt text, request_sha256 text, cell_4 bigint, cell_5 bigint,
    cell_6 bigint, cell_7 bigint)
  ON CONFLICT (uid) DO NOTHING
  RETURNING uid, incident_id, reported_by, reported_at_utc
), begun AS (
  INSERT INTO incident_events (incident_id, at_utc, user_id, kind, new_value)
  SELECT incident_id, reported_at_utc, reported_by, 'reported', 'reported' FROM stored
)
SELECT uid, incident_id FROM stored
