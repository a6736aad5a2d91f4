-- Purpose: every revision of some forms with votes, steps and photographs, for the public history of a form. No person is read
--   but the role of the one who entered it.
-- Parameters: race_ids, area_ids, station_ids (int[], parallel: the counting forms of these stations); cell_race_ids,
--   cell_area_ids (int[]), cell_counting (boolean[]), parallel: all forms of these cells that count, or all that do not;
--   publish_states (form_state[] of the election).
-- Columns: race_id; leaf_area_id; station_id (NULL: form of the area); source; is_counting; is_current; revision; state; reason;
--   hold_rule; registered_voters, rejected_votes, votes_cast (NULL unknown); valid_votes; received_at_utc; received_stated;
--   entered_at_utc; receipt; checks_passed, accepted_warnings (text[], NULL imported); entered_role (NULL: imported); withheld;
--   candidate_ids, votes (parallel); steps, roles, times, details (parallel, NULL none); views, originals (SHA-256, parallel, NULL none).
-- Grain: one row per revision, oldest first within a form.
-- Index: result_forms_race_id_leaf_area_id_station_id_source_revision_key, form_votes_pkey, form_steps_form, form_attachments_pkey.
-- Caller: data.publish.provenance
WITH wanted AS (
  SELECT f.* FROM unnest(CAST(:race_ids AS integer[]), CAST(:area_ids AS integer[]), CAST(:station_ids AS integer[]))
    AS k (race_id, leaf_area_id, station_id)
  CROSS JOIN LATERAL (
    SELECT g.* FROM result_forms g
    WHERE g.race_id = k.race_id AND g.leaf_area_id = k.leaf_area_id AND g.station_id = k.station_id AND g.is_counting) f
  UNION ALL
  SELECT f.* FROM unnest(CAST(:cell_race_ids AS integer[]), CAST(:cell_area_ids AS integer[]), CAST(:cell_counting AS boolean[]))
    AS k (race_id, leaf_area_id, is_counting)
  CROSS JOIN LATERAL (
    SELECT g.* FROM result_forms g
    WHERE g.race_id = k.race_id AND g.leaf_area_id = k.leaf_area_id AND g.is_counting = k.is_counting) f
)
SELECT f.race_id, f.leaf_area_id, f.station_id, f.source, f.is_counting, f.is_current, f.revision, f.state::text AS state, f.reason,
       f.hold_rule, f.registered_voters, f.rejected_votes, f.votes_cast, f.valid_votes, f.received_at_utc, f.received_stated,
       f.entered_at_utc, f.receipt, f.checks_passed, f.accepted_warnings, u.role::text AS entered_role,
       awaits_second_entry(f.state, f.entered_by, f.verified_by, CAST(:publish_states AS form_state[])) AS withheld,
       v.candidate_ids, v.votes, s.steps, s.roles, s.times, s.details, a.views, a.originals
FROM wanted f
LEFT JOIN users u ON u.user_id = f.entered_by
CROSS JOIN LATERAL (
  SELECT array_agg(candidate_id) AS candidate_ids, array_agg(votes) AS votes FROM form_votes WHERE form_id = f.form_id) v
CROSS JOIN LATERAL (
  SELECT array_agg(step ORDER BY form_step_id) AS steps, array_agg(role ORDER BY form_step_id) AS roles,
         array_agg(at_utc ORDER BY form_step_id) AS times, array_agg(detail ORDER BY form_step_id) AS details
  FROM form_steps WHERE form_id = f.form_id) s
CROSS JOIN LATERAL (
  SELECT array_agg(t.view_sha256 ORDER BY t.attachment_id) AS views, array_agg(t.sha256 ORDER BY t.attachment_id) AS originals
  FROM form_attachments x JOIN attachments t USING (attachment_id) WHERE x.form_id = f.form_id) a
ORDER BY f.race_id, f.leaf_area_id, f.station_id, f.source, f.revision
