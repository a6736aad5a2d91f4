-- Purpose: stores a stranger's report, internal and waiting for a moderator; the function refuses elections that want none.
-- Parameters: uid; election_id; category; area_id; station_id (NULL = none); description; happened_at; receipt; request_sha256; cells
--   (of resolutions 4 to 7, NULL = nowhere).
-- Columns: stored (false: it is there already). Grain: one row. Index: incidents_uid_key, incidents_waiting.
-- Caller: data.incidents.strangers
SELECT report_incident_publicly(CAST(:uid AS uuid), CAST(:election_id AS smallint), CAST(:category AS text), CAST(:area_id AS integer),
  CAST(:station_id AS integer), NULL, NULL, CAST(:description AS text), CAST(:happened_at AS timestamptz), CAST(:receipt AS text),
  CAST(:request_sha256 AS bytea), CAST(:cells AS bigint[])) AS stored
