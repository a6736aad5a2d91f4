-- Incidents: places as hexagons, moderation, assignment, escalation, merging; reports by the public; the heatmap's view.
-- Cells are H3 indexes of resolutions 4 to 7 (about 23, 8.5, 3.2 and 1.2 km an edge), set at insert by data.incidents.

ALTER TABLE incidents
  ALTER COLUMN reported_by DROP NOT NULL,
  DROP CONSTRAINT incidents_check,       -- a stranger may know the area only
  ADD COLUMN path_ids integer[],         -- of the area, from the root: who may see it is read from the row itself
  ADD COLUMN spot geometry(Point, 4326), -- where it is drawn: its point, else its station's, else the label point of its area
  ADD COLUMN cell_4 bigint,
  ADD COLUMN cell_5 bigint,
  ADD COLUMN cell_6 bigint,
  ADD COLUMN cell_7 bigint,
  ADD COLUMN reporter text NOT NULL DEFAULT 'observer' CHECK (reporter IN ('observer', 'manager', 'public', 'feed')),
  ADD COLUMN visibility text NOT NULL DEFAULT 'internal' CHECK (visibility IN ('internal', 'public')),
  ADD COLUMN public_text text CHECK (length(public_text) BETWEEN 1 AND 1000), -- a moderator's words; the reporter's never show
  ADD COLUMN moderated_by integer REFERENCES users,
  ADD COLUMN moderated_at_utc timestamptz,
  ADD COLUMN assigned_to integer REFERENCES users,
  ADD COLUMN escalated_at_utc timestamptz,
  ADD COLUMN escalation_rule text,
  ADD COLUMN merged_into bigint REFERENCES incidents,
  ADD COLUMN changed_at_utc timestamptz NOT NULL DEFAULT now(), -- when somebody last did something about it
  ADD CONSTRAINT incidents_reporter_known CHECK (reported_by IS NOT NULL OR reporter IN ('public', 'feed')),
  ADD CONSTRAINT incidents_public_is_moderated
    CHECK (visibility = 'internal' OR (public_text IS NOT NULL AND moderated_by IS NOT NULL AND moderated_at_utc IS NOT NULL)),
  ADD CONSTRAINT incidents_merged_is_dismissed CHECK (merged_into IS NULL OR (status = 'dismissed' AND merged_into <> incident_id));

-- The place of a row is worked out here, so that no caller can give a false one.
CREATE FUNCTION set_incident_place() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  SELECT a.path_ids, coalesce(NEW.point::geometry, (SELECT s.point::geometry FROM polling_stations s WHERE s.station_id = NEW.station_id),
           (SELECT b.label_point FROM areas b WHERE b.area_id = ANY (a.path_ids) AND b.label_point IS NOT NULL ORDER BY b.level DESC LIMIT 1))
  INTO NEW.path_ids, NEW.spot
  FROM areas a WHERE a.area_id = NEW.area_id;
  RETURN NEW;
END $$;
CREATE TRIGGER incidents_set_place BEFORE INSERT ON incidents FOR EACH ROW EXECUTE FUNCTION set_incident_place();

UPDATE incidents i SET path_ids = a.path_ids, spot = coalesce(i.point::geometry,
  (SELECT s.point::geometry FROM polling_stations s WHERE s.station_id = i.station_id), a.label_point)
FROM areas a WHERE a.area_id = i.area_id;
ALTER TABLE incidents ALTER COLUMN path_ids SET NOT NULL;

CREATE INDEX incidents_attention ON incidents (election_id, severity DESC, reported_at_utc, incident_id)
  WHERE merged_into IS NULL AND status IN ('reported', 'investigating');
CREATE INDEX incidents_order ON incidents (election_id, severity DESC, reported_at_utc, incident_id) WHERE merged_into IS NULL;
CREATE INDEX incidents_assigned ON incidents (assigned_to) WHERE assigned_to IS NOT NULL;
CREATE INDEX incidents_public ON incidents (election_id, reported_at_utc) WHERE visibility = 'public';
CREATE INDEX incidents_waiting ON incidents (election_id, reported_at_utc) WHERE reporter = 'public' AND moderated_at_utc IS NULL;
CREATE INDEX incidents_merged ON incidents (merged_into) WHERE merged_into IS NOT NULL;
CREATE INDEX incidents_unplaced ON incidents (incident_id) WHERE cell_7 IS NULL AND spot IS NOT NULL;
CREATE INDEX incidents_unchanged ON incidents (severity, status, changed_at_utc)
  WHERE merged_into IS NULL AND status IN ('reported', 'investigating');
CREATE INDEX incidents_spot ON incidents USING gist (spot);
CREATE INDEX incidents_alike ON incidents (election_id, category, happened_at_utc) WHERE merged_into IS NULL;

-- Categories and rules of escalation: data, changed by people ----------------------------------------

ALTER TABLE incident_categories ADD CHECK (length(title) BETWEEN 1 AND 100);
CREATE TABLE incident_escalations (
  rule text PRIMARY KEY CHECK (rule ~ '^[a-z][a-z0-9_]{1,39}$'),
  severity incident_severity NOT NULL,
  status incident_status NOT NULL CHECK (status IN ('reported', 'investigating')),
  minutes integer NOT NULL CHECK (minutes BETWEEN 1 AND 10080), -- without anybody doing anything about it
  raise_to incident_severity,            -- NULL: it is only marked
  active boolean NOT NULL DEFAULT true,
  CHECK (raise_to > severity)
);
INSERT INTO incident_escalations (rule, severity, status, minutes, raise_to) VALUES
  ('critical_untouched', 'critical', 'reported', 15, NULL), ('critical_slow', 'critical', 'investigating', 60, NULL),
  ('high_untouched', 'high', 'reported', 60, 'critical'), ('medium_untouched', 'medium', 'reported', 240, 'high');

-- History ------------------------------------------------------------------------------------------

ALTER TABLE incident_events
  ALTER COLUMN user_id DROP NOT NULL,    -- NULL: the system, or the public
  DROP CONSTRAINT incident_events_kind_check,
  ADD CONSTRAINT incident_events_kind_check CHECK (kind IN ('reported', 'status', 'note', 'assigned', 'severity', 'category', 'escalated',
    'merged', 'unmerged', 'moderated'));

-- Escalation counts from the last thing somebody did: a reporter who writes again does not put it off.
CREATE FUNCTION mark_incident_change() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  UPDATE incidents i SET changed_at_utc = now()
  FROM (SELECT DISTINCT incident_id FROM added a JOIN incidents x USING (incident_id)
        WHERE a.kind <> 'reported' AND NOT (a.kind = 'note' AND a.user_id IS NOT DISTINCT FROM x.reported_by)) AS done
  WHERE i.incident_id = done.incident_id;
  RETURN NULL;
END $$;
GRANT SELECT, UPDATE (changed_at_utc) ON incidents TO matokeo_definer;
ALTER FUNCTION mark_incident_change() OWNER TO matokeo_definer;
CREATE TRIGGER incident_events_mark_change AFTER INSERT ON incident_events
  REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION mark_incident_change();

-- What holds whatever the code does: who may be given an incident, what may be merged into what, who signs a moderation.
CREATE FUNCTION incident_holder_ok(person integer, path integer[]) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  RETURN EXISTS (SELECT 1 FROM users u WHERE u.user_id = person AND u.is_active AND (u.role = 'super_admin' OR (
    u.role = 'election_manager' AND EXISTS (SELECT 1 FROM user_scopes s WHERE s.user_id = u.user_id AND s.area_id = ANY (path)))));
END $$;
ALTER FUNCTION incident_holder_ok(integer, integer[]) OWNER TO matokeo_definer;
REVOKE ALL ON FUNCTION incident_holder_ok(integer, integer[]) FROM PUBLIC;

CREATE FUNCTION guard_incident_change() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF NEW.assigned_to IS NOT NULL AND NEW.assigned_to IS DISTINCT FROM OLD.assigned_to
     AND NOT incident_holder_ok(NEW.assigned_to, NEW.path_ids) THEN
    RAISE EXCEPTION 'user % does not work in the area of incident %', NEW.assigned_to, NEW.incident_id USING ERRCODE = 'check_violation';
  END IF;
  IF NEW.merged_into IS NOT NULL AND NEW.merged_into IS DISTINCT FROM OLD.merged_into THEN
    PERFORM 1 FROM incidents t WHERE t.incident_id = NEW.merged_into AND t.election_id = NEW.election_id AND t.merged_into IS NULL
      AND (app_user_id() IS NULL OR app_role() = 'super_admin' OR t.path_ids && app_scope()) FOR UPDATE;
    IF NOT FOUND OR EXISTS (SELECT 1 FROM incidents c WHERE c.merged_into = NEW.incident_id) THEN
      RAISE EXCEPTION 'incident % cannot be merged into %', NEW.incident_id, NEW.merged_into USING ERRCODE = 'check_violation';
    END IF;
  END IF;
  IF app_user_id() IS NOT NULL AND (NEW.visibility, NEW.public_text, NEW.moderated_by) IS DISTINCT FROM
       (OLD.visibility, OLD.public_text, OLD.moderated_by) AND NEW.moderated_by IS DISTINCT FROM app_user_id() THEN
    RAISE EXCEPTION 'a moderation is signed by who makes it' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
ALTER FUNCTION guard_incident_change() OWNER TO matokeo_definer;
CREATE TRIGGER incidents_guard_change BEFORE UPDATE ON incidents FOR EACH ROW
  WHEN ((NEW.assigned_to, NEW.merged_into, NEW.visibility, NEW.public_text, NEW.moderated_by) IS DISTINCT FROM
        (OLD.assigned_to, OLD.merged_into, OLD.visibility, OLD.public_text, OLD.moderated_by))
  EXECUTE FUNCTION guard_incident_change();

-- Rights -------------------------------------------------------------------------------------------

DROP POLICY incident_events_read ON incident_events;
-- Who was asked to look into it, and what the public may read of it, are the office's own affairs.
CREATE POLICY incident_events_read ON incident_events FOR SELECT TO matokeo_entry
  USING (EXISTS (SELECT 1 FROM incidents i WHERE i.incident_id = incident_events.incident_id)
         AND (kind IN ('reported', 'note', 'status', 'severity', 'merged', 'unmerged')
              OR (SELECT app_role()) IN ('super_admin', 'election_manager')));
DROP POLICY incidents_read ON incidents;
DROP POLICY incidents_report ON incidents;
DROP POLICY incidents_manage ON incidents;
CREATE POLICY incidents_read ON incidents FOR SELECT TO matokeo_entry
  USING ((SELECT app_role()) = 'super_admin'
         OR ((SELECT app_role()) = 'election_manager' AND path_ids && (SELECT app_scope()))
         OR reported_by = (SELECT app_user_id()));
CREATE POLICY incidents_report ON incidents FOR INSERT TO matokeo_entry
  WITH CHECK (reported_by = (SELECT app_user_id()) AND status = 'reported' AND visibility = 'internal' AND public_text IS NULL
              AND moderated_by IS NULL AND moderated_at_utc IS NULL AND assigned_to IS NULL AND escalated_at_utc IS NULL
              AND merged_into IS NULL AND reported_at_utc = now()
              AND reporter = CASE WHEN (SELECT app_role()) = 'field_observer' THEN 'observer' ELSE 'manager' END
              AND (SELECT app_role()) IN ('super_admin', 'election_manager', 'field_observer'));
CREATE POLICY incidents_manage ON incidents FOR UPDATE TO matokeo_entry
  USING ((SELECT app_role()) = 'super_admin'
         OR ((SELECT app_role()) = 'election_manager' AND path_ids && (SELECT app_scope())));
CREATE POLICY incidents_keep ON incidents FOR UPDATE TO matokeo_worker USING (true) WITH CHECK (true);
CREATE POLICY incident_events_keep ON incident_events FOR INSERT TO matokeo_worker WITH CHECK (user_id IS NULL AND kind IN ('escalated', 'severity'));
GRANT UPDATE (visibility, public_text, moderated_by, moderated_at_utc, assigned_to, merged_into) ON incidents TO matokeo_entry;
GRANT UPDATE (severity, escalated_at_utc, escalation_rule, cell_4, cell_5, cell_6, cell_7) ON incidents TO matokeo_worker;
GRANT INSERT ON incident_events TO matokeo_worker;

ALTER TABLE incident_categories ENABLE ROW LEVEL SECURITY;
ALTER TABLE incident_categories FORCE ROW LEVEL SECURITY;
CREATE POLICY incident_categories_owner ON incident_categories TO CURRENT_USER USING (true) WITH CHECK (true);
CREATE POLICY incident_categories_read ON incident_categories FOR SELECT TO matokeo_entry, matokeo_worker USING (true);
CREATE POLICY incident_categories_manage ON incident_categories TO matokeo_entry
  USING ((SELECT app_role()) IN ('super_admin', 'election_manager')) WITH CHECK ((SELECT app_role()) IN ('super_admin', 'election_manager'));
GRANT INSERT, UPDATE (title, category_order, active) ON incident_categories TO matokeo_entry;
ALTER TABLE incident_escalations ENABLE ROW LEVEL SECURITY;
ALTER TABLE incident_escalations FORCE ROW LEVEL SECURITY;
CREATE POLICY incident_escalations_owner ON incident_escalations TO CURRENT_USER USING (true) WITH CHECK (true);
CREATE POLICY incident_escalations_worker ON incident_escalations FOR SELECT TO matokeo_worker USING (true);
CREATE POLICY incident_escalations_read ON incident_escalations FOR SELECT TO matokeo_entry
  USING ((SELECT app_role()) IN ('super_admin', 'election_manager'));
CREATE POLICY incident_escalations_admin ON incident_escalations TO matokeo_entry
  USING ((SELECT app_role()) = 'super_admin') WITH CHECK ((SELECT app_role()) = 'super_admin');
GRANT SELECT ON incident_escalations TO matokeo_worker;
GRANT SELECT, INSERT, UPDATE ON incident_escalations TO matokeo_entry;

-- Who works where is not a manager's to read; who can take an incident is. `below`: those of the areas inside `asked` too.
CREATE FUNCTION incident_people(asked integer[], below boolean) RETURNS TABLE (user_id integer, uid uuid, display_name text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_column
BEGIN
  RETURN QUERY SELECT u.user_id, u.uid, u.display_name FROM users u
  WHERE u.is_active AND app_role() IN ('super_admin', 'election_manager') AND (u.role = 'super_admin' OR (u.role = 'election_manager' AND EXISTS (
    SELECT 1 FROM user_scopes s JOIN areas a ON a.area_id = s.area_id
    WHERE s.user_id = u.user_id AND (s.area_id = ANY (asked) OR (below AND a.path_ids && asked)))))
  ORDER BY u.display_name, u.user_id LIMIT 300;
END $$;
GRANT SELECT ON elections, registers TO matokeo_definer;
ALTER FUNCTION incident_people(integer[], boolean) OWNER TO matokeo_definer;
REVOKE ALL ON FUNCTION incident_people(integer[], boolean) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION incident_people(integer[], boolean) TO matokeo_entry;

-- A stranger's report: only where the election asks for them, always internal and waiting for a moderator. The web's role
-- itself can write no incident without a person.
CREATE FUNCTION report_incident_publicly(asked_uid uuid, asked_election smallint, asked_category text, asked_area integer, asked_station integer,
  longitude double precision, latitude double precision, words text, happened timestamptz, asked_receipt text, sha bytea, cells bigint[])
RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE made bigint;
BEGIN
  PERFORM 1 FROM elections e WHERE e.election_id = asked_election AND e.status IN ('scheduled', 'active', 'paused')
    AND e.settings #>> '{incidents,public_reports}' = 'true';
  IF NOT FOUND THEN
    RAISE EXCEPTION 'this election takes no reports of the public' USING ERRCODE = 'insufficient_privilege';
  END IF;
  -- A flood from many addresses must not bury the moderators: what comes after it is told to wait.
  IF (SELECT count(*) FROM (SELECT 1 FROM incidents i WHERE i.election_id = asked_election AND i.reporter = 'public'
        AND i.moderated_at_utc IS NULL AND i.reported_at_utc > now() - interval '1 hour' LIMIT 1000) AS x) >= 1000 THEN
    RAISE EXCEPTION 'too many reports wait for a moderator' USING ERRCODE = 'program_limit_exceeded';
  END IF;
  INSERT INTO incidents (uid, election_id, category, severity, area_id, station_id, point, description, happened_at_utc, reported_by, reporter,
    receipt, request_sha256, cell_4, cell_5, cell_6, cell_7)
  SELECT asked_uid, asked_election, k.category, 'medium', a.area_id, s.station_id, ST_SetSRID(ST_MakePoint(longitude, latitude), 4326)::geography,
         words, happened, NULL, 'public', asked_receipt, sha, cells[1], cells[2], cells[3], cells[4]
  FROM elections e JOIN registers r USING (register_id) JOIN areas a ON a.geography_id = r.geography_id AND a.area_id = asked_area
  JOIN incident_categories k ON k.category = asked_category AND k.active
  LEFT JOIN polling_stations s ON s.register_id = r.register_id AND s.station_id = asked_station
  WHERE e.election_id = asked_election
  ON CONFLICT (uid) DO NOTHING RETURNING incident_id INTO made;
  IF made IS NULL THEN
    RETURN false;
  END IF;
  INSERT INTO incident_events (incident_id, kind, new_value) VALUES (made, 'reported', 'reported');
  RETURN true;
END $$;
GRANT INSERT ON incidents, incident_events TO matokeo_definer;
GRANT SELECT ON incident_categories, incident_events TO matokeo_definer;
ALTER FUNCTION report_incident_publicly(uuid, smallint, text, integer, integer, double precision, double precision, text, timestamptz, text,
  bytea, bigint[]) OWNER TO matokeo_definer;
REVOKE ALL ON FUNCTION report_incident_publicly(uuid, smallint, text, integer, integer, double precision, double precision, text, timestamptz,
  text, bytea, bigint[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION report_incident_publicly(uuid, smallint, text, integer, integer, double precision, double precision, text, timestamptz,
  text, bytea, bigint[]) TO matokeo_entry;

-- The heatmap --------------------------------------------------------------------------------------

-- Grain: election x area x finest cell x category x severity x status x hour in which it happened. Merged ones are not counted twice.
CREATE MATERIALIZED VIEW incident_hexagons AS
SELECT election_id, area_id, coalesce(cell_7, 0) AS cell_7, cell_6, cell_5, cell_4, category, severity, status,
       date_trunc('hour', happened_at_utc, 'UTC') AS hour_utc, count(*)::integer AS incidents,
       avg(ST_X(spot))::real AS longitude, avg(ST_Y(spot))::real AS latitude
FROM incidents
WHERE merged_into IS NULL
GROUP BY election_id, area_id, cell_7, cell_6, cell_5, cell_4, category, severity, status, hour_utc;
CREATE UNIQUE INDEX incident_hexagons_key ON incident_hexagons (election_id, area_id, cell_7, category, severity, status, hour_utc);

-- Grain: election x area x hexagon, over all categories and hours: what a map without these filters is summed from.
CREATE MATERIALIZED VIEW incident_cells AS
SELECT election_id, area_id, cell_7, max(cell_6) AS cell_6, max(cell_5) AS cell_5, max(cell_4) AS cell_4,
       coalesce(sum(incidents) FILTER (WHERE status = 'reported'), 0)::integer AS reported,
       coalesce(sum(incidents) FILTER (WHERE status = 'investigating'), 0)::integer AS investigating,
       coalesce(sum(incidents) FILTER (WHERE status = 'resolved'), 0)::integer AS resolved,
       coalesce(sum(incidents) FILTER (WHERE status = 'dismissed'), 0)::integer AS dismissed,
       coalesce(sum(incidents) FILTER (WHERE status = 'reported' AND severity >= 'high'), 0)::integer AS reported_urgent,
       coalesce(sum(incidents) FILTER (WHERE status = 'investigating' AND severity >= 'high'), 0)::integer AS investigating_urgent,
       coalesce(sum(incidents) FILTER (WHERE status = 'resolved' AND severity >= 'high'), 0)::integer AS resolved_urgent,
       coalesce(sum(incidents) FILTER (WHERE status = 'dismissed' AND severity >= 'high'), 0)::integer AS dismissed_urgent,
       avg(longitude)::real AS longitude, avg(latitude)::real AS latitude
FROM incident_hexagons
WHERE cell_7 <> 0
GROUP BY election_id, area_id, cell_7;
CREATE UNIQUE INDEX incident_cells_key ON incident_cells (election_id, area_id, cell_7);

-- The last event that the view has seen.
CREATE TABLE incident_hexagons_seen (
  one boolean PRIMARY KEY DEFAULT true CHECK (one),
  incident_event_id bigint NOT NULL DEFAULT 0,
  placed boolean NOT NULL DEFAULT false, -- cells were filled in since
  refreshed_at_utc timestamptz NOT NULL DEFAULT now()
);
INSERT INTO incident_hexagons_seen DEFAULT VALUES;
ALTER TABLE incident_hexagons_seen ENABLE ROW LEVEL SECURITY;
ALTER TABLE incident_hexagons_seen FORCE ROW LEVEL SECURITY;
CREATE POLICY incident_hexagons_seen_owner ON incident_hexagons_seen TO CURRENT_USER USING (true) WITH CHECK (true);
CREATE POLICY incident_hexagons_seen_worker ON incident_hexagons_seen TO matokeo_worker USING (true) WITH CHECK (true);
GRANT SELECT, UPDATE (placed) ON incident_hexagons_seen TO matokeo_worker;

-- Only the owner may refresh a materialized view; the worker does it through this function, when there is something new.
CREATE FUNCTION refresh_incident_hexagons() RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE newest bigint;
BEGIN
  newest := coalesce((SELECT max(incident_event_id) FROM incident_events), 0);
  UPDATE incident_hexagons_seen SET incident_event_id = newest, placed = false, refreshed_at_utc = now()
  WHERE incident_event_id <> newest OR placed;
  IF NOT FOUND THEN
    RETURN false;
  END IF;
  REFRESH MATERIALIZED VIEW CONCURRENTLY incident_hexagons;
  REFRESH MATERIALIZED VIEW CONCURRENTLY incident_cells;
  RETURN true;
END $$;
REVOKE ALL ON FUNCTION refresh_incident_hexagons() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION refresh_incident_hexagons() TO matokeo_worker;

-- The areas whose incidents the asker may count: all for administrators, those in the own scope for managers, else none.
CREATE FUNCTION incident_areas() RETURNS integer[] LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  RETURN CASE app_role() WHEN 'super_admin' THEN NULL
    WHEN 'election_manager' THEN (SELECT coalesce(array_agg(a.area_id), '{}') FROM areas a WHERE a.path_ids && app_scope()) ELSE '{}' END;
END $$;
ALTER FUNCTION incident_areas() OWNER TO matokeo_definer;
REVOKE ALL ON FUNCTION incident_areas() FROM PUBLIC;

-- box: west, south, east, north; a NULL filter lets everything pass. Plans are made for the filters of the moment: most are NULL.
CREATE FUNCTION incident_heat(asked smallint, resolution integer, box double precision[], categories text[], severities text[], statuses text[],
  hour_from timestamptz, hour_to timestamptz, most integer)
RETURNS TABLE (cell bigint, incidents bigint, urgent bigint) LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = public, pg_temp SET plan_cache_mode = force_custom_plan AS $$
#variable_conflict use_column
DECLARE
  own integer[] := incident_areas();
  r integer := (statuses IS NULL OR 'reported' = ANY (statuses))::integer;
  i integer := (statuses IS NULL OR 'investigating' = ANY (statuses))::integer;
  s integer := (statuses IS NULL OR 'resolved' = ANY (statuses))::integer;
  d integer := (statuses IS NULL OR 'dismissed' = ANY (statuses))::integer;
BEGIN
  IF categories IS NULL AND severities IS NULL AND hour_from IS NULL AND hour_to IS NULL THEN
    RETURN QUERY
    SELECT x.cell, x.n, x.u
    FROM (SELECT CASE resolution WHEN 4 THEN h.cell_4 WHEN 5 THEN h.cell_5 WHEN 6 THEN h.cell_6 ELSE h.cell_7 END AS cell,
                 sum(r * h.reported + i * h.investigating + s * h.resolved + d * h.dismissed) AS n,
                 sum(r * h.reported_urgent + i * h.investigating_urgent + s * h.resolved_urgent + d * h.dismissed_urgent) AS u
          FROM incident_cells h
          WHERE h.election_id = asked AND (own IS NULL OR h.area_id = ANY (own))
            AND (box IS NULL OR (h.longitude BETWEEN box[1] AND box[3] AND h.latitude BETWEEN box[2] AND box[4]))
          GROUP BY 1) AS x
    WHERE x.n > 0 ORDER BY 2 DESC, 1 LIMIT most;
    RETURN;
  END IF;
  RETURN QUERY
  SELECT x.cell, sum(x.incidents), coalesce(sum(x.incidents) FILTER (WHERE x.severity >= 'high'), 0)
  FROM (SELECT CASE resolution WHEN 4 THEN h.cell_4 WHEN 5 THEN h.cell_5 WHEN 6 THEN h.cell_6 ELSE h.cell_7 END AS cell, h.incidents, h.severity
        FROM incident_hexagons h
        WHERE h.election_id = asked AND h.cell_7 <> 0 AND (own IS NULL OR h.area_id = ANY (own))
          AND (categories IS NULL OR h.category = ANY (categories))
          AND (severities IS NULL OR h.severity = ANY (severities::incident_severity[]))
          AND (statuses IS NULL OR h.status = ANY (statuses::incident_status[]))
          AND (hour_from IS NULL OR h.hour_utc >= hour_from) AND (hour_to IS NULL OR h.hour_utc <= hour_to)
          AND (box IS NULL OR (h.longitude BETWEEN box[1] AND box[3] AND h.latitude BETWEEN box[2] AND box[4]))) AS x
  GROUP BY x.cell ORDER BY 2 DESC, 1 LIMIT most;
END $$;

-- How many happened in each hour, and how many have no place on a map (hour NULL).
CREATE FUNCTION incident_hours(asked smallint, categories text[], severities text[], statuses text[])
RETURNS TABLE (hour_utc timestamptz, incidents bigint) LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp SET plan_cache_mode = force_custom_plan AS $$
#variable_conflict use_column
DECLARE own integer[] := incident_areas();
BEGIN
  RETURN QUERY
  SELECT CASE WHEN h.cell_7 <> 0 THEN h.hour_utc END, sum(h.incidents) FROM incident_hexagons h
  WHERE h.election_id = asked AND (own IS NULL OR h.area_id = ANY (own))
    AND (categories IS NULL OR h.category = ANY (categories))
    AND (severities IS NULL OR h.severity = ANY (severities::incident_severity[]))
    AND (statuses IS NULL OR h.status = ANY (statuses::incident_status[]))
  GROUP BY 1 ORDER BY 1;
END $$;

-- Incidents and stations of each area of a level that the asker works in.
CREATE FUNCTION incident_rates(asked smallint, asked_level integer, categories text[], severities text[], statuses text[],
  hour_from timestamptz, hour_to timestamptz)
RETURNS TABLE (area_id integer, incidents bigint, urgent bigint, stations bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp SET plan_cache_mode = force_custom_plan AS $$
#variable_conflict use_column
DECLARE own integer[] := incident_areas();
BEGIN
  RETURN QUERY
  WITH leaves AS (
    SELECT s.area_id, count(*) AS stations FROM elections e JOIN polling_stations s USING (register_id)
    WHERE e.election_id = asked AND s.active AND (own IS NULL OR s.area_id = ANY (own)) GROUP BY s.area_id
  ), seen AS (
    SELECT h.area_id, sum(h.incidents) AS incidents, coalesce(sum(h.incidents) FILTER (WHERE h.severity >= 'high'), 0) AS urgent
    FROM incident_hexagons h
    WHERE h.election_id = asked AND (own IS NULL OR h.area_id = ANY (own))
      AND (categories IS NULL OR h.category = ANY (categories))
      AND (severities IS NULL OR h.severity = ANY (severities::incident_severity[]))
      AND (statuses IS NULL OR h.status = ANY (statuses::incident_status[]))
      AND (hour_from IS NULL OR h.hour_utc >= hour_from) AND (hour_to IS NULL OR h.hour_utc <= hour_to)
    GROUP BY h.area_id
  )
  SELECT a.path_ids[asked_level + 1], coalesce(sum(s.incidents), 0)::bigint, coalesce(sum(s.urgent), 0)::bigint, coalesce(sum(l.stations), 0)::bigint
  FROM leaves l FULL JOIN seen s ON s.area_id = l.area_id JOIN areas a ON a.area_id = coalesce(l.area_id, s.area_id)
  WHERE a.level >= asked_level
  GROUP BY 1;
END $$;

-- Incidents in a box, newest first: under the policies the index of places could not be used.
CREATE FUNCTION incident_points(asked smallint, box double precision[], categories text[], severities text[], statuses text[],
  hour_from timestamptz, hour_to timestamptz, before_id bigint, most integer)
RETURNS TABLE (incident_id bigint, uid uuid, longitude double precision, latitude double precision, category text, severity incident_severity,
  status incident_status, happened_at_utc timestamptz, precise boolean)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_column
DECLARE mine user_role := app_role(); own integer[] := app_scope();
BEGIN
  RETURN QUERY
  SELECT i.incident_id, i.uid, ST_X(i.spot), ST_Y(i.spot), i.category, i.severity, i.status, i.happened_at_utc, i.point IS NOT NULL
  FROM incidents i
  WHERE i.election_id = asked AND i.merged_into IS NULL AND i.spot && ST_MakeEnvelope(box[1], box[2], box[3], box[4], 4326)
    AND (mine = 'super_admin' OR (mine = 'election_manager' AND i.path_ids && own))
    AND (categories IS NULL OR i.category = ANY (categories))
    AND (severities IS NULL OR i.severity = ANY (severities::incident_severity[]))
    AND (statuses IS NULL OR i.status = ANY (statuses::incident_status[]))
    AND (hour_from IS NULL OR i.happened_at_utc >= hour_from) AND (hour_to IS NULL OR i.happened_at_utc < hour_to + interval '1 hour')
    AND (before_id IS NULL OR i.incident_id < before_id)
  ORDER BY i.incident_id DESC LIMIT most;
END $$;

-- What may be the same as an incident: near it or at its station, of its category, within hours.
CREATE FUNCTION incident_alike(asked bigint, most integer) RETURNS TABLE (incident_id bigint, distance_m double precision)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_column
DECLARE mine user_role := app_role(); own integer[] := app_scope(); x incidents%ROWTYPE;
BEGIN
  SELECT i.* INTO x FROM incidents i WHERE i.incident_id = asked AND (mine = 'super_admin' OR (mine = 'election_manager' AND i.path_ids && own));
  IF NOT FOUND THEN
    RETURN;
  END IF;
  RETURN QUERY
  SELECT i.incident_id, CASE WHEN i.station_id = x.station_id THEN 0 ELSE ST_Distance(i.spot::geography, x.spot::geography) END
  FROM incidents i
  WHERE i.election_id = x.election_id AND i.category = x.category AND i.merged_into IS NULL AND i.incident_id <> x.incident_id
    AND i.happened_at_utc BETWEEN x.happened_at_utc - interval '3 hours' AND x.happened_at_utc + interval '3 hours'
    AND (mine = 'super_admin' OR i.path_ids && own)
    AND (i.station_id = x.station_id OR ST_DWithin(i.spot::geography, x.spot::geography, 500))
  ORDER BY 2, abs(extract(epoch FROM i.happened_at_utc - x.happened_at_utc)), 1 LIMIT most;
END $$;

GRANT SELECT ON incident_hexagons, incident_cells TO matokeo_definer;
DO $$
DECLARE made regprocedure;
BEGIN
  FOREACH made IN ARRAY ARRAY[
    'incident_heat(smallint, integer, double precision[], text[], text[], text[], timestamptz, timestamptz, integer)',
    'incident_hours(smallint, text[], text[], text[])',
    'incident_rates(smallint, integer, text[], text[], text[], timestamptz, timestamptz)',
    'incident_points(smallint, double precision[], text[], text[], text[], timestamptz, timestamptz, bigint, integer)',
    'incident_alike(bigint, integer)']::regprocedure[]
  LOOP
    EXECUTE format('ALTER FUNCTION %s OWNER TO matokeo_definer', made);
    EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', made);
    EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO matokeo_entry', made);
  END LOOP;
END $$;
