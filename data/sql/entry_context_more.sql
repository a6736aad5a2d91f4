-- Purpose: the photos and the form to correct that a submission names, as far as the asker sees them.
-- Parameters: race_id; area_id; station_id (NULL = form of the area); source; attachments (uuids); corrects (uuid, NULL = first form).
-- Columns: attachment_ids (of kind form, NULL = none); old_form_id, old_revision, old_is_current, old_checked, old_same_place (NULL = no
--   such form for the asker).
-- Grain: one row. Index: attachments_uid_key, result_forms_uid_key, second_entries_form_id_entered_by_key.
-- Caller: data.entry.context
SELECT (SELECT array_agg(p.attachment_id ORDER BY p.uid) FROM attachments p
        WHERE p.uid = ANY (CAST(:attachments AS uuid[])) AND p.kind = 'form') AS attachment_ids,
       old.form_id AS old_form_id, old.revision AS old_revision, old.is_current AS old_is_current,
       old.verified_by IS NOT NULL OR EXISTS (SELECT 1 FROM second_entries z WHERE z.form_id = old.form_id) AS old_checked,
       (old.race_id, old.leaf_area_id, old.source) = (CAST(:race_id AS integer), CAST(:area_id AS integer), CAST(:source AS text))
         AND old.station_id IS NOT DISTINCT FROM CAST(:station_id AS integer) AS old_same_place
FROM (SELECT 1) asked
LEFT JOIN result_forms old ON old.uid = CAST(:corrects AS uuid)
