-- Takes back 0003_entry and 0003_entry_rights.
DROP TRIGGER result_forms_log_steps ON result_forms;
DROP TRIGGER result_forms_supersede ON result_forms;
DROP TRIGGER result_forms_steps_guard ON result_forms;
DROP POLICY forms_read ON result_forms;
DROP POLICY forms_enter ON result_forms;
DROP POLICY forms_manage ON result_forms;
CREATE POLICY forms_read ON result_forms FOR SELECT TO matokeo_entry
  USING ((SELECT app_role()) IN ('super_admin', 'election_manager')
         OR ((SELECT app_role()) = 'field_observer' AND entered_by = (SELECT app_user_id())));
CREATE POLICY forms_enter ON result_forms FOR INSERT TO matokeo_entry
  WITH CHECK ((SELECT app_role()) IN ('super_admin', 'election_manager', 'field_observer')
              AND entered_by = (SELECT app_user_id()) AND state = 'preliminary'
              AND verified_by IS NULL AND confirmed_by IS NULL AND hold_released_by IS NULL
              AND checked_at_utc IS NULL);
CREATE POLICY forms_manage ON result_forms FOR UPDATE TO matokeo_entry
  USING ((SELECT app_role()) IN ('super_admin', 'election_manager'))
  WITH CHECK ((SELECT app_role()) IN ('super_admin', 'election_manager')
              AND entered_by IS DISTINCT FROM (SELECT app_user_id()));
DROP POLICY votes_enter ON form_votes;
CREATE POLICY votes_enter ON form_votes FOR INSERT TO matokeo_entry
  WITH CHECK (EXISTS (SELECT 1 FROM result_forms f WHERE f.form_id = form_votes.form_id
                      AND f.entered_by = (SELECT app_user_id()) AND f.state = 'preliminary'));
REVOKE UPDATE ON result_forms FROM matokeo_entry, matokeo_worker, matokeo_definer;
REVOKE SELECT, INSERT ON result_forms, form_votes FROM matokeo_definer;
REVOKE SELECT ON polling_stations, areas FROM matokeo_definer;
REVOKE SELECT ON ward_counts, ward_tallies FROM matokeo_entry;
REVOKE UPDATE (state, hold_rule, hold_detail, hold_released_by, verified_by, confirmed_by) ON result_forms FROM matokeo_entry;
REVOKE UPDATE (state, hold_rule, hold_detail, checked_at_utc) ON result_forms FROM matokeo_worker;
REVOKE UPDATE (is_current) ON result_forms FROM matokeo_definer;
GRANT UPDATE (state, is_current, reason, hold_rule, hold_detail, hold_released_by, verified_by, confirmed_by) ON result_forms TO matokeo_entry;
GRANT UPDATE ON result_forms TO matokeo_worker;
DROP FUNCTION entry_turnout_near(integer, integer), entry_same_figures(integer, bytea, integer),
  entry_slot(integer, integer, integer, text);
DROP TABLE other_tallies, other_counts, incident_attachments, incident_events, incidents, incident_categories, form_attachments,
  attachments, form_steps, form_claims, second_entries CASCADE;
DROP FUNCTION app_may_link(bigint);
DROP FUNCTION adopt_second_entry(bigint, uuid, text, text, bytea);
DROP FUNCTION log_form_steps(), supersede_form(), guard_form_step(), judge_second_entry();
DROP TYPE incident_severity, incident_status;
ALTER TABLE dirty_log DROP COLUMN is_counting;
DROP FUNCTION awaits_second_entry(form_state, integer, integer, form_state[]);
CREATE OR REPLACE FUNCTION log_dirty_insert() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  INSERT INTO dirty_log (race_id, leaf_area_id)
  SELECT DISTINCT race_id, leaf_area_id FROM changed WHERE is_counting;
  RETURN NULL;
END $$;
CREATE OR REPLACE FUNCTION log_dirty_update() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  INSERT INTO dirty_log (race_id, leaf_area_id)
  SELECT DISTINCT n.race_id, n.leaf_area_id
  FROM changed n JOIN before o USING (form_id)
  WHERE n.is_counting AND (n.state, n.is_current) IS DISTINCT FROM (o.state, o.is_current);
  RETURN NULL;
END $$;
CREATE OR REPLACE FUNCTION refuse_figure_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.uid, NEW.race_id, NEW.leaf_area_id, NEW.station_id, NEW.source, NEW.revision, NEW.is_counting,
      NEW.registered_voters, NEW.valid_votes, NEW.rejected_votes, NEW.votes_cast, NEW.stations_total,
      NEW.stations_reported, NEW.received_at_utc, NEW.entered_at_utc, NEW.entered_by)
     IS DISTINCT FROM
     (OLD.uid, OLD.race_id, OLD.leaf_area_id, OLD.station_id, OLD.source, OLD.revision, OLD.is_counting,
      OLD.registered_voters, OLD.valid_votes, OLD.rejected_votes, OLD.votes_cast, OLD.stations_total,
      OLD.stations_reported, OLD.received_at_utc, OLD.entered_at_utc, OLD.entered_by)
  THEN
    RAISE EXCEPTION 'form % cannot be overwritten: add a revision', OLD.form_id USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
DROP INDEX result_forms_figures, result_forms_queue, result_forms_disputed, result_forms_to_confirm, result_forms_entered_by,
  result_forms_area;
ALTER TABLE result_forms DROP COLUMN receipt, DROP COLUMN request_sha256, DROP COLUMN figures_sha256, DROP COLUMN checks_passed,
  DROP COLUMN accepted_warnings, DROP COLUMN captured_at_utc, DROP COLUMN note;
ALTER TABLE result_forms DROP CONSTRAINT result_forms_station_in_area,
  ADD CONSTRAINT result_forms_station_id_fkey FOREIGN KEY (station_id) REFERENCES polling_stations;
ALTER TABLE polling_stations DROP CONSTRAINT polling_stations_station_id_area_id_key;
