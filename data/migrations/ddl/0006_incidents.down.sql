DROP FUNCTION incident_heat(smallint, integer, double precision[], text[], text[], text[], timestamptz, timestamptz, integer),
  incident_hours(smallint, text[], text[], text[]),
  incident_rates(smallint, integer, text[], text[], text[], timestamptz, timestamptz),
  incident_points(smallint, double precision[], text[], text[], text[], timestamptz, timestamptz, bigint, integer),
  incident_alike(bigint, integer), incident_areas(), refresh_incident_hexagons(), incident_people(integer[], boolean),
  report_incident_publicly(uuid, smallint, text, integer, integer, double precision, double precision, text, timestamptz, text, bytea, bigint[]);
DROP TABLE incident_hexagons_seen;
DROP MATERIALIZED VIEW incident_cells;
DROP MATERIALIZED VIEW incident_hexagons;
DROP TABLE incident_escalations;
DROP POLICY incident_categories_owner ON incident_categories;
DROP POLICY incident_categories_read ON incident_categories;
DROP POLICY incident_categories_manage ON incident_categories;
ALTER TABLE incident_categories DISABLE ROW LEVEL SECURITY, NO FORCE ROW LEVEL SECURITY, DROP CONSTRAINT incident_categories_title_check;
REVOKE INSERT, UPDATE (title, category_order, active) ON incident_categories FROM matokeo_entry;

DROP TRIGGER incidents_guard_change ON incidents;
DROP TRIGGER incidents_set_place ON incidents;
DROP TRIGGER incident_events_mark_change ON incident_events;
DROP FUNCTION guard_incident_change(), set_incident_place(), mark_incident_change(), incident_holder_ok(integer, integer[]);
DROP POLICY incident_events_keep ON incident_events;
DROP POLICY incident_events_read ON incident_events;
CREATE POLICY incident_events_read ON incident_events FOR SELECT TO matokeo_entry
  USING (EXISTS (SELECT 1 FROM incidents i WHERE i.incident_id = incident_events.incident_id));
DROP POLICY incidents_keep ON incidents;
DROP POLICY incidents_read ON incidents;
DROP POLICY incidents_report ON incidents;
DROP POLICY incidents_manage ON incidents;
CREATE POLICY incidents_read ON incidents FOR SELECT TO matokeo_entry
  USING ((SELECT app_role()) = 'super_admin'
         OR ((SELECT app_role()) = 'election_manager'
             AND (SELECT a.path_ids FROM areas a WHERE a.area_id = incidents.area_id) && (SELECT app_scope()))
         OR reported_by = (SELECT app_user_id()));
CREATE POLICY incidents_report ON incidents FOR INSERT TO matokeo_entry
  WITH CHECK (reported_by = (SELECT app_user_id()) AND status = 'reported'
              AND (SELECT app_role()) IN ('super_admin', 'election_manager', 'field_observer'));
CREATE POLICY incidents_manage ON incidents FOR UPDATE TO matokeo_entry
  USING ((SELECT app_role()) = 'super_admin'
         OR ((SELECT app_role()) = 'election_manager'
             AND (SELECT a.path_ids FROM areas a WHERE a.area_id = incidents.area_id) && (SELECT app_scope())));
REVOKE INSERT ON incident_events FROM matokeo_worker;
REVOKE UPDATE ON incidents FROM matokeo_worker, matokeo_definer;
REVOKE UPDATE (severity, escalated_at_utc, escalation_rule, cell_4, cell_5, cell_6, cell_7) ON incidents FROM matokeo_worker;
REVOKE UPDATE (changed_at_utc) ON incidents FROM matokeo_definer;
REVOKE SELECT, INSERT ON incidents, incident_events FROM matokeo_definer;
REVOKE SELECT ON incident_categories, elections, registers FROM matokeo_definer;

-- What the older tables cannot hold: reports of nobody, and steps that they have no name for.
ALTER TABLE incidents DISABLE TRIGGER USER;
ALTER TABLE incident_events DISABLE TRIGGER USER;
DELETE FROM incident_events WHERE user_id IS NULL OR kind NOT IN ('reported', 'status', 'note')
  OR incident_id IN (SELECT incident_id FROM incidents WHERE reported_by IS NULL OR (station_id IS NULL AND point IS NULL));
UPDATE incidents SET merged_into = NULL;
DELETE FROM incident_attachments WHERE incident_id IN
  (SELECT incident_id FROM incidents WHERE reported_by IS NULL OR (station_id IS NULL AND point IS NULL));
DELETE FROM incidents WHERE reported_by IS NULL OR (station_id IS NULL AND point IS NULL);
ALTER TABLE incidents ENABLE TRIGGER USER;
ALTER TABLE incident_events ENABLE TRIGGER USER;

ALTER TABLE incident_events
  DROP CONSTRAINT incident_events_kind_check,
  ADD CONSTRAINT incident_events_kind_check CHECK (kind IN ('reported', 'status', 'note')),
  ALTER COLUMN user_id SET NOT NULL;
ALTER TABLE incidents
  DROP CONSTRAINT incidents_reporter_known, DROP CONSTRAINT incidents_public_is_moderated, DROP CONSTRAINT incidents_merged_is_dismissed,
  DROP COLUMN path_ids, DROP COLUMN spot, DROP COLUMN cell_4, DROP COLUMN cell_5, DROP COLUMN cell_6, DROP COLUMN cell_7,
  DROP COLUMN reporter, DROP COLUMN visibility, DROP COLUMN public_text, DROP COLUMN moderated_by, DROP COLUMN moderated_at_utc,
  DROP COLUMN assigned_to, DROP COLUMN escalated_at_utc, DROP COLUMN escalation_rule, DROP COLUMN merged_into, DROP COLUMN changed_at_utc,
  ALTER COLUMN reported_by SET NOT NULL,
  ADD CONSTRAINT incidents_check CHECK (station_id IS NOT NULL OR point IS NOT NULL);
