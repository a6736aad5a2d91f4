-- Purpose: everything that a form's checks and its storing need to know, in one answer.
-- Parameters: uid (the key, NULL = dry run); race_id; area_id; station_id (NULL = form of the area); source; figures_sha256;
--   longitude, latitude (of the device, NULL = unknown).
-- Columns: may_enter; distance_m (NULL = unknown); near_forms; near_median_pct, near_deviation_pct (NULL = no neighbour); same_as
--   (station code, NULL = none); own_* (the asker's form of this key, NULL = none); slot_* (the form that is there, NULL = none).
-- Grain: one row. Index: result_forms_uid_key, result_forms_current, result_forms_cell, result_forms_figures.
-- Caller: data.entry.context
WITH asked AS (
  SELECT CAST(:uid AS uuid) AS uid, CAST(:race_id AS integer) AS race_id, CAST(:area_id AS integer) AS area_id,
         CAST(:station_id AS integer) AS station_id, CAST(:source AS text) AS source, CAST(:figures_sha256 AS bytea) AS figures
)
SELECT coalesce((SELECT CASE app_role()
                   WHEN 'super_admin' THEN true
                   WHEN 'election_manager' THEN (SELECT path_ids FROM areas a WHERE a.area_id = asked.area_id) && app_scope()
                   WHEN 'field_observer' THEN EXISTS (SELECT 1 FROM assignments x WHERE x.user_id = app_user_id()
                     AND x.station_id = asked.station_id AND x.ended_at_utc IS NULL) END), false) AS may_enter,
       (SELECT ST_Distance(s.point, ST_SetSRID(ST_MakePoint(CAST(:longitude AS double precision), CAST(:latitude AS double precision)),
               4326)::geography) FROM polling_stations s WHERE s.station_id = asked.station_id)::real AS distance_m,
       near.forms AS near_forms, near.median_pct AS near_median_pct, near.deviation_pct AS near_deviation_pct,
       CASE WHEN asked.station_id IS NOT NULL THEN entry_same_figures(asked.race_id, asked.figures, asked.station_id) END AS same_as,
       own.form_id AS own_form_id, own.request_sha256 AS own_request_sha256, own.receipt AS own_receipt, own.revision AS own_revision,
       own.state::text AS own_state, own.received_at_utc AS own_received_at_utc, own.accepted_warnings AS own_accepted_warnings,
       own.entered_by = app_user_id() AS own_is_own,
       slot.uid AS slot_uid, slot.revision AS slot_revision, slot.state::text AS slot_state,
       slot.received_at_utc AS slot_received_at_utc, slot.receipt AS slot_receipt, slot.is_own AS slot_is_own
FROM asked
CROSS JOIN entry_turnout_near(asked.race_id, asked.area_id) near
LEFT JOIN result_forms own ON own.uid = asked.uid
LEFT JOIN entry_slot(asked.race_id, asked.area_id, asked.station_id, asked.source) slot ON true
