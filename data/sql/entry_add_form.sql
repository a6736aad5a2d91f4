-- Purpose: stores a form; nothing happens when its key or its place is taken.
-- Parameters: uid; race_id; area_id; station_id (NULL = form of the area); source; revision; is_counting; reason, note, registered,
--   rejected, cast_votes, device, distance_m, captured_at, longitude, latitude (NULL = unknown or none); valid; valid_stated; user_id;
--   receipt; request_sha256; figures_sha256; passed (codes); accepted (codes).
-- Columns: form_id; received_at_utc. Grain: one row, or none when it is there already. Index: result_forms_uid_key, result_forms_current.
-- Caller: data.entry.submit
INSERT INTO result_forms (uid, race_id, leaf_area_id, station_id, source, revision, is_counting, state, reason, note, registered_voters,
  valid_votes, valid_stated, rejected_votes, votes_cast, received_at_utc, entered_at_utc, entered_by, device, device_point, distance_m,
  receipt, request_sha256, figures_sha256, checks_passed, accepted_warnings, captured_at_utc)
VALUES (:uid, :race_id, :area_id, :station_id, :source, :revision, :is_counting, 'preliminary', :reason, :note, :registered,
  :valid, :valid_stated, :rejected, :cast_votes, now(), now(), :user_id, :device,
  ST_SetSRID(ST_MakePoint(CAST(:longitude AS double precision), CAST(:latitude AS double precision)), 4326)::geography, :distance_m,
  :receipt, :request_sha256, :figures_sha256, CAST(:passed AS text[]), CAST(:accepted AS text[]), :captured_at)
ON CONFLICT DO NOTHING
RETURNING form_id, received_at_utc
