-- Purpose: forms as the office names them: of what, in which state, who works on them. No figures.
-- Parameters: form_ids (bigint[], NULL: by uid); uid (NULL: by form_ids).
-- Columns: form_id; uid; race_id; leaf_area_id; station_id; election; is_test; status (of the election); contest,
--   contest_title; source; is_counting; revision; is_current; state; hold_rule; hold_detail; received_at_utc; entered_by;
--   verified_by; confirmed_by; station, station_name, registered_voters (of the register; NULL: form of an area); area,
--   area_name, level; path (jsonb, ancestors from the root down); max_votes; photos (uuid[]); claimed_by (display name),
--   claimed_until_utc (NULL: nobody); claimed_own; has_second (somebody typed it a second time); is_own; has_own_second.
-- Grain: one row a form that the person may see.
-- Index: result_forms_pkey, result_forms_uid_key and keys of what they name.
-- Caller: data.verify.forms
SELECT f.form_id, f.uid, f.race_id, f.leaf_area_id, f.station_id, e.code AS election, e.is_test, e.status::text AS status,
       c.code AS contest, c.title AS contest_title, f.source, f.is_counting, f.revision, f.is_current, f.state::text AS state,
       f.hold_rule, f.hold_detail, f.received_at_utc, f.entered_by, f.verified_by, f.confirmed_by,
       s.code AS station, s.name AS station_name, s.registered_voters, a.code AS area, a.name AS area_name,
       g.level_names[a.level + 1] AS level,
       (SELECT jsonb_agg(jsonb_build_object('code', x.code, 'name', x.name, 'level', g.level_names[x.level + 1]) ORDER BY x.level)
        FROM areas x WHERE x.area_id = ANY (a.path_ids) AND x.area_id <> a.area_id) AS path,
       c.max_votes_per_station AS max_votes,
       ARRAY(SELECT t.uid FROM form_attachments l JOIN attachments t USING (attachment_id)
             WHERE l.form_id = f.form_id ORDER BY t.attachment_id) AS photos,
       u.display_name AS claimed_by, k.expires_at_utc AS claimed_until_utc,
       k.claimed_by IS NOT DISTINCT FROM (SELECT app_user_id()) AND k.claimed_by IS NOT NULL AS claimed_own,
       EXISTS (SELECT 1 FROM second_entries z WHERE z.form_id = f.form_id) AS has_second,
       f.entered_by IS NOT DISTINCT FROM (SELECT app_user_id()) AS is_own,
       EXISTS (SELECT 1 FROM second_entries z WHERE z.form_id = f.form_id AND z.entered_by = (SELECT app_user_id())) AS has_own_second
FROM result_forms f
JOIN races r USING (race_id)
JOIN contests c USING (contest_id)
JOIN elections e USING (election_id)
JOIN areas a ON a.area_id = f.leaf_area_id
JOIN geographies g USING (geography_id)
LEFT JOIN polling_stations s ON s.station_id = f.station_id
LEFT JOIN form_claims k ON k.form_id = f.form_id AND k.expires_at_utc >= now()
LEFT JOIN users u ON u.user_id = k.claimed_by
WHERE f.form_id = ANY (CAST(:form_ids AS bigint[])) OR f.uid = CAST(:uid AS uuid)
