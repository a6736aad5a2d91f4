-- Purpose: stores an incident; nothing happens when its key is taken.
-- Parameters: uid; election_id; category; severity; area_id; station_id (NULL = none); longitude, latitude (NULL = no point);
--   description; happened_at; user_id; receipt; request_sha256; reporter (observer, manager); cell_4 .. cell_7 (NULL = nowhere).
-- Columns: incident_id; reported_at_utc. Grain: one row, or none when the key is taken. Index: incidents_uid_key.
-- Caller: data.incidents.report
INSERT INTO incidents (uid, election_id, category, severity, area_id, station_id, point, description, happened_at_utc, reported_by,
  receipt, request_sha256, reporter, cell_4, cell_5, cell_6, cell_7)
VALUES (:uid, :election_id, :category, CAST(:severity AS incident_severity), :area_id, :station_id,
  ST_SetSRID(ST_MakePoint(CAST(:longitude AS double precision), CAST(:latitude AS double precision)), 4326)::geography,
  :description, :happened_at, :user_id, :receipt, :request_sha256, :reporter, :cell_4, :cell_5, :cell_6, :cell_7)
ON CONFLICT (uid) DO NOTHING
RETURNING incident_id, reported_at_utc
