-- Purpose: every form of a station in an election, newest first: what it is, never what it states.
-- Parameters: election_id; station_id.
-- Columns: form_id; uid; contest; source; is_counting; revision; is_current; state; received_at_utc; entered_by (display name,
--   NULL: imported); reason; hold_rule; hold_detail; photos (uuid[]).
-- Grain: one row a form that the person may see.
-- Index: result_forms_station, form_attachments_pkey.
-- Caller: data.board.dossier
SELECT f.form_id, f.uid, c.code AS contest, f.source, f.is_counting, f.revision, f.is_current, f.state::text AS state,
       f.received_at_utc, u.display_name AS entered_by, f.reason, f.hold_rule, f.hold_detail,
       ARRAY(SELECT t.uid FROM form_attachments l JOIN attachments t USING (attachment_id)
             WHERE l.form_id = f.form_id ORDER BY t.attachment_id) AS photos
FROM result_forms f
JOIN races r USING (race_id)
JOIN contests c USING (contest_id)
LEFT JOIN users u ON u.user_id = f.entered_by
WHERE f.station_id = CAST(:station_id AS integer) AND c.election_id = CAST(:election_id AS smallint)
ORDER BY f.received_at_utc DESC, f.form_id DESC
