-- Publication control: requests that need a second person, prepared public notices.

-- Live pages of the office ask what moved; a mark tells nothing but that. Each look is a handful of index ends.
CREATE FUNCTION app_pulse() RETURNS TABLE (topic text, mark text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_column
BEGIN
  RETURN QUERY
  SELECT watcher, pulse::text FROM watchers
  UNION ALL SELECT 'incidents', (SELECT max(incident_event_id)::text FROM incident_events)
  UNION ALL SELECT 'publish', concat((SELECT max(changed_at_utc) FROM publications), '|', (SELECT sum(n.newest) FROM elections e
    CROSS JOIN LATERAL (SELECT max(version) AS newest FROM versions v WHERE v.election_id = e.election_id) n));
END $$;
GRANT SELECT ON watchers, incident_events, publications, elections, versions TO matokeo_definer;
ALTER FUNCTION app_pulse() OWNER TO matokeo_definer;
REVOKE ALL ON FUNCTION app_pulse() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app_pulse() TO matokeo_entry;
