-- Purpose: one stored form as the asker sees it, with what decides whether its figures may be shown.
-- Parameters: uid.
-- Columns: the form's own (registered_voters, rejected_votes, votes_cast, reason, note, receipt and the like NULL = unknown or none);
--   election; contest; station (code, NULL = form of the area); area (code); is_own; waits (the current form of its place still waits
--   for a second entry and nobody has made one); votes (JSON: candidate code to votes); attachments (uuids); steps (JSON).
-- Grain: one row, or none: not there for the asker. Index: result_forms_uid_key, form_votes_pkey, form_steps_form.
-- Caller: data.entry.stored
SELECT f.uid, f.form_id, f.receipt, f.request_sha256, e.code AS election, c.code AS contest, s.code AS station, a.code AS area, f.source,
       f.revision, f.is_current, f.state::text AS state, f.received_at_utc, f.registered_voters, f.valid_votes, f.valid_stated,
       f.rejected_votes, f.votes_cast, f.checks_passed, f.accepted_warnings, f.hold_rule, f.hold_detail, f.reason, f.note, f.distance_m,
       f.captured_at_utc, f.entered_by IS NOT DISTINCT FROM app_user_id() AS is_own,
       EXISTS (SELECT 1 FROM result_forms n
               WHERE n.race_id = f.race_id AND n.leaf_area_id = f.leaf_area_id AND n.station_id IS NOT DISTINCT FROM f.station_id
                 AND n.source = f.source AND n.is_current AND n.state IN ('preliminary', 'disputed') AND n.verified_by IS NULL
                 AND NOT EXISTS (SELECT 1 FROM second_entries z WHERE z.form_id = n.form_id)) AS waits,
       (SELECT json_object_agg(d.code, v.votes ORDER BY d.ballot_order, d.code)
        FROM form_votes v JOIN candidates d USING (candidate_id) WHERE v.form_id = f.form_id) AS votes,
       (SELECT array_agg(p.uid ORDER BY p.uid) FROM form_attachments x JOIN attachments p USING (attachment_id)
        WHERE x.form_id = f.form_id) AS attachments,
       (SELECT json_agg(json_build_object('step', t.step, 'role', t.role, 'at', t.at_utc, 'detail', t.detail) ORDER BY t.form_step_id)
        FROM form_steps t WHERE t.form_id = f.form_id) AS steps
FROM result_forms f
JOIN races r USING (race_id)
JOIN contests c USING (contest_id)
JOIN elections e USING (election_id)
JOIN areas a ON a.area_id = f.leaf_area_id
LEFT JOIN polling_stations s ON s.station_id = f.station_id
WHERE f.uid = :uid
