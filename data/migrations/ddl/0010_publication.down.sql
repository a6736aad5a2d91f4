DROP FUNCTION app_pulse();
REVOKE SELECT ON watchers, incident_events, publications, elections, versions FROM matokeo_definer;
