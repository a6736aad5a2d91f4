-- Rights of entry, verification and incidents: who sees and writes which rows. Part of migration 0003.

DROP POLICY forms_read ON result_forms;
DROP POLICY forms_enter ON result_forms;
DROP POLICY forms_manage ON result_forms;
CREATE POLICY forms_read ON result_forms FOR SELECT TO matokeo_entry
  USING ((SELECT app_role()) = 'super_admin'
         OR ((SELECT app_role()) = 'election_manager'
             AND (SELECT a.path_ids FROM areas a WHERE a.area_id = result_forms.leaf_area_id) && (SELECT app_scope()))
         OR ((SELECT app_role()) = 'field_observer' AND entered_by = (SELECT app_user_id())));
CREATE POLICY forms_enter ON result_forms FOR INSERT TO matokeo_entry
  WITH CHECK (
    entered_by = (SELECT app_user_id()) AND state = 'preliminary' AND is_current
    AND entered_at_utc = now() AND received_at_utc = now()
    AND verified_by IS NULL AND confirmed_by IS NULL AND hold_released_by IS NULL AND hold_rule IS NULL
    AND checked_at_utc IS NULL  -- or the plausibility rules would never look at it
    AND EXISTS (SELECT 1 FROM races r JOIN contests c USING (contest_id) JOIN elections e USING (election_id)
                JOIN areas a ON a.area_id = result_forms.leaf_area_id
                WHERE r.race_id = result_forms.race_id AND r.area_id = ANY (a.path_ids)
                  AND result_forms.is_counting = (c.counting_source = result_forms.source) AND e.status = 'active')
    AND ((SELECT app_role()) = 'super_admin'
         OR ((SELECT app_role()) = 'election_manager'
             AND (SELECT a.path_ids FROM areas a WHERE a.area_id = result_forms.leaf_area_id) && (SELECT app_scope()))
         OR ((SELECT app_role()) = 'field_observer' AND EXISTS (
               SELECT 1 FROM assignments s WHERE s.user_id = (SELECT app_user_id()) AND s.station_id = result_forms.station_id
                 AND s.ended_at_utc IS NULL))));
CREATE POLICY forms_manage ON result_forms FOR UPDATE TO matokeo_entry
  USING ((SELECT app_role()) = 'super_admin'
         OR ((SELECT app_role()) = 'election_manager'
             AND (SELECT a.path_ids FROM areas a WHERE a.area_id = result_forms.leaf_area_id) && (SELECT app_scope())))
  WITH CHECK ((SELECT app_role()) IN ('super_admin', 'election_manager')
              AND entered_by IS DISTINCT FROM (SELECT app_user_id()));

-- Votes come with their form, in its transaction, for candidates of its race; later nothing can be added to it.
DROP POLICY votes_enter ON form_votes;
CREATE POLICY votes_enter ON form_votes FOR INSERT TO matokeo_entry
  WITH CHECK (EXISTS (SELECT 1 FROM result_forms f JOIN candidates c ON c.race_id = f.race_id
                      WHERE f.form_id = form_votes.form_id AND c.candidate_id = form_votes.candidate_id
                        AND f.entered_by = (SELECT app_user_id()) AND f.state = 'preliminary' AND f.entered_at_utc = now()));

REVOKE UPDATE ON result_forms FROM matokeo_entry, matokeo_worker;
GRANT UPDATE (state, hold_rule, hold_detail, hold_released_by, verified_by, confirmed_by) ON result_forms TO matokeo_entry;
GRANT UPDATE (state, hold_rule, hold_detail, checked_at_utc) ON result_forms TO matokeo_worker;

DO $$
DECLARE name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['second_entries', 'form_claims', 'form_steps', 'attachments', 'form_attachments', 'incidents',
                              'incident_events', 'incident_attachments']
  LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE POLICY %I ON %I TO CURRENT_USER USING (true) WITH CHECK (true)', name || '_owner', name);
  END LOOP;
  FOREACH name IN ARRAY ARRAY['second_entries', 'form_steps', 'attachments', 'form_attachments', 'incidents', 'incident_events']
  LOOP
    EXECUTE format('CREATE POLICY %I ON %I FOR SELECT TO matokeo_worker USING (true)', name || '_worker', name);
    EXECUTE format('GRANT SELECT ON %I TO matokeo_worker', name);
  END LOOP;
END $$;

-- A row about a form is seen by whoever sees the form (the policy of result_forms answers inside the EXISTS).
CREATE POLICY second_read ON second_entries FOR SELECT TO matokeo_entry
  USING (EXISTS (SELECT 1 FROM result_forms f WHERE f.form_id = second_entries.form_id));
CREATE POLICY second_enter ON second_entries FOR INSERT TO matokeo_entry
  WITH CHECK (entered_by = (SELECT app_user_id()) AND (SELECT app_role()) IN ('super_admin', 'election_manager')
              AND EXISTS (SELECT 1 FROM result_forms f WHERE f.form_id = second_entries.form_id));
CREATE POLICY claims_read ON form_claims FOR SELECT TO matokeo_entry
  USING (EXISTS (SELECT 1 FROM result_forms f WHERE f.form_id = form_claims.form_id));
CREATE POLICY claims_take ON form_claims FOR INSERT TO matokeo_entry
  WITH CHECK (claimed_by = (SELECT app_user_id()) AND (SELECT app_role()) IN ('super_admin', 'election_manager')
              AND EXISTS (SELECT 1 FROM result_forms f WHERE f.form_id = form_claims.form_id));
CREATE POLICY claims_renew ON form_claims FOR UPDATE TO matokeo_entry
  USING (claimed_by = (SELECT app_user_id()) OR expires_at_utc < now()) WITH CHECK (claimed_by = (SELECT app_user_id()));
CREATE POLICY claims_release ON form_claims FOR DELETE TO matokeo_entry
  USING (claimed_by = (SELECT app_user_id()) OR expires_at_utc < now());
CREATE POLICY steps_read ON form_steps FOR SELECT TO matokeo_entry
  USING (EXISTS (SELECT 1 FROM result_forms f WHERE f.form_id = form_steps.form_id));

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
CREATE POLICY incident_events_read ON incident_events FOR SELECT TO matokeo_entry
  USING (EXISTS (SELECT 1 FROM incidents i WHERE i.incident_id = incident_events.incident_id));
CREATE POLICY incident_events_write ON incident_events FOR INSERT TO matokeo_entry
  WITH CHECK (user_id = (SELECT app_user_id()) AND EXISTS (SELECT 1 FROM incidents i WHERE i.incident_id = incident_events.incident_id)
              AND (kind IN ('reported', 'note') OR (SELECT app_role()) IN ('super_admin', 'election_manager')));

-- A link shows the photograph: a person links own ones, a manager also those of forms in the own area (corrections).
-- A function, or the policies of links and photographs would ask each other for ever.
CREATE FUNCTION app_may_link(asked bigint) RETURNS boolean LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  RETURN (
  SELECT EXISTS (SELECT 1 FROM attachments WHERE attachment_id = asked AND uploaded_by = app_user_id())
      OR (app_role() IN ('super_admin', 'election_manager') AND EXISTS (
            SELECT 1 FROM form_attachments x JOIN result_forms f USING (form_id) JOIN areas a ON a.area_id = f.leaf_area_id
            WHERE x.attachment_id = asked AND (app_role() = 'super_admin' OR a.path_ids && app_scope()))));
END $$;
GRANT SELECT ON attachments TO matokeo_definer;
ALTER FUNCTION app_may_link(bigint) OWNER TO matokeo_definer;
REVOKE ALL ON FUNCTION app_may_link(bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app_may_link(bigint) TO matokeo_entry;
CREATE POLICY form_attachments_read ON form_attachments FOR SELECT TO matokeo_entry
  USING (EXISTS (SELECT 1 FROM result_forms f WHERE f.form_id = form_attachments.form_id));
CREATE POLICY form_attachments_add ON form_attachments FOR INSERT TO matokeo_entry
  WITH CHECK (EXISTS (SELECT 1 FROM result_forms f WHERE f.form_id = form_attachments.form_id AND f.entered_by = (SELECT app_user_id()))
              AND app_may_link(attachment_id));
CREATE POLICY incident_attachments_read ON incident_attachments FOR SELECT TO matokeo_entry
  USING (EXISTS (SELECT 1 FROM incidents i WHERE i.incident_id = incident_attachments.incident_id));
CREATE POLICY incident_attachments_add ON incident_attachments FOR INSERT TO matokeo_entry
  WITH CHECK (EXISTS (SELECT 1 FROM incidents i WHERE i.incident_id = incident_attachments.incident_id AND i.reported_by = (SELECT app_user_id()))
              AND app_may_link(attachment_id));
CREATE POLICY attachments_read ON attachments FOR SELECT TO matokeo_entry
  USING ((SELECT app_role()) = 'super_admin' OR uploaded_by = (SELECT app_user_id())
         OR EXISTS (SELECT 1 FROM form_attachments x WHERE x.attachment_id = attachments.attachment_id)
         OR EXISTS (SELECT 1 FROM incident_attachments x WHERE x.attachment_id = attachments.attachment_id));
CREATE POLICY attachments_add ON attachments FOR INSERT TO matokeo_entry
  WITH CHECK (uploaded_by = (SELECT app_user_id()) AND (SELECT app_role()) IN ('super_admin', 'election_manager', 'field_observer'));

GRANT SELECT, INSERT ON second_entries, attachments, form_attachments, incident_attachments, incident_events, incidents TO matokeo_entry;
GRANT SELECT, INSERT, UPDATE, DELETE ON form_claims TO matokeo_entry;
GRANT SELECT ON form_steps, incident_categories, ward_counts, ward_tallies, other_counts, other_tallies TO matokeo_entry;
GRANT UPDATE (status, severity, category) ON incidents TO matokeo_entry;
GRANT SELECT ON incident_categories TO matokeo_worker;
GRANT SELECT, INSERT, UPDATE, DELETE ON other_counts, other_tallies TO matokeo_worker;
