-- Purpose: writes forms of stations.
-- Parameters: parallel arrays form_ids (bigint), uids (uuid), race_ids, area_ids, station_ids (integer), revisions, is_current,
--   states, reasons (NULL = none), registered, valid, rejected, cast_votes (ballots), received (timestamptz), verified_by
--   (NULL = not yet), entered_by; source (of all).
-- Columns: none.
-- Grain: form revision. A form that is there already is an error: the caller knows what has arrived.
-- Index: result_forms_pkey, result_forms_uid_key, result_forms_current.
-- Caller: data.simulate.forms
INSERT INTO result_forms (form_id, uid, race_id, leaf_area_id, station_id, source, revision, is_current, is_counting, state,
  reason, registered_voters, valid_votes, rejected_votes, votes_cast, received_at_utc, entered_by, verified_by)
OVERRIDING SYSTEM VALUE
SELECT f.form_id, f.uid, f.race_id, f.area_id, f.station_id, :source, f.revision, f.is_current, true, f.state,
  f.reason, f.registered, f.valid, f.rejected, f.cast_votes, f.received, f.entered_by, f.verified_by
FROM unnest(CAST(:form_ids AS bigint[]), CAST(:uids AS uuid[]), CAST(:race_ids AS integer[]), CAST(:area_ids AS integer[]),
  CAST(:station_ids AS integer[]), CAST(:revisions AS smallint[]), CAST(:is_current AS boolean[]), CAST(:states AS form_state[]),
  CAST(:reasons AS text[]), CAST(:registered AS integer[]), CAST(:valid AS integer[]), CAST(:rejected AS integer[]),
  CAST(:cast_votes AS integer[]), CAST(:received AS timestamptz[]), CAST(:verified_by AS integer[]), CAST(:entered_by AS integer[]))
  AS f (form_id, uid, race_id, area_id, station_id, revision, is_current, state, reason, registered, valid, rejected,
        cast_votes, received, verified_by, entered_by)
