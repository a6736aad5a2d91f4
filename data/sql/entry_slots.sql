-- Purpose: whether the asker may enter forms of a place, and the forms of one source that its races have.
-- Parameters: race_ids; area_id; station_id (NULL = the area itself); source.
-- Columns: race_id; may_enter; uid, revision, state, received_at_utc, receipt, is_own (NULL = no form of that source).
-- Grain: race. Index: assignments_open, areas_pkey, result_forms_current.
-- Caller: data.entry.sheet
SELECT r.race_id,
       coalesce((SELECT CASE app_role()
                   WHEN 'super_admin' THEN true
                   WHEN 'election_manager' THEN (SELECT path_ids FROM areas WHERE area_id = CAST(:area_id AS integer)) && app_scope()
                   WHEN 'field_observer' THEN EXISTS (SELECT 1 FROM assignments x WHERE x.user_id = app_user_id()
                     AND x.station_id = CAST(:station_id AS integer) AND x.ended_at_utc IS NULL) END), false) AS may_enter,
       s.uid, s.revision, s.state::text AS state, s.received_at_utc, s.receipt, s.is_own
FROM unnest(CAST(:race_ids AS integer[])) AS r (race_id)
LEFT JOIN LATERAL entry_slot(r.race_id, CAST(:area_id AS integer), CAST(:station_id AS integer), CAST(:source AS text)) s ON true
