-- Purpose: every revision of every source of one station (or area) in one race, counting source first, newest first.
-- Parameters: race_id; leaf_area_id; station_id (NULL: forms of the area).
-- Columns: form_id; uid; source; is_counting; revision; is_current; state; received_at_utc; entered_at_utc; entered_by
--   (display name), role; is_own; verified_by (user id); receipt; reason; hold_rule; hold_detail; checks_passed;
--   accepted_warnings; photos (uuid[]).
-- Grain: one row a form that the person may see.
-- Index: result_forms_race_id_leaf_area_id_station_id_source_revision_key.
-- Caller: data.verify.sources, data.verify.forms
SELECT f.form_id, f.uid, f.source, f.is_counting, f.revision, f.is_current, f.state::text AS state, f.received_at_utc,
       f.entered_at_utc, u.display_name AS entered_by, u.role::text AS role,
       f.entered_by IS NOT DISTINCT FROM (SELECT app_user_id()) AS is_own, f.verified_by, f.receipt, f.reason, f.hold_rule,
       f.hold_detail, f.checks_passed, f.accepted_warnings,
       ARRAY(SELECT t.uid FROM form_attachments l JOIN attachments t USING (attachment_id)
             WHERE l.form_id = f.form_id ORDER BY t.attachment_id) AS photos
FROM result_forms f LEFT JOIN users u ON u.user_id = f.entered_by
WHERE f.race_id = :race_id AND f.leaf_area_id = :leaf_area_id AND f.station_id IS NOT DISTINCT FROM CAST(:station_id AS integer)
ORDER BY f.is_counting DESC, f.source, f.revision DESC
