DROP FUNCTION app_pulse();
DROP TABLE public_notices, publication_requests;
DROP FUNCTION guard_public_notice(), guard_publication_request(), decide_rollback(uuid, text, text),
  ask_rollback(integer, integer, text, text), switch_publication(integer, text, integer, text, text),
  set_publication(integer, text, integer, text), check_switch(integer, text, integer, text, text), needs_two(integer),
  publication_mark(integer), publication_name(integer), app_may_publish(integer);
ALTER TABLE publications DROP COLUMN touched_at_utc;
REVOKE SELECT ON watchers, incident_events, alert_events, notifications, publications, elections, versions, gate_findings, registers FROM matokeo_definer;
REVOKE INSERT, UPDATE ON publications FROM matokeo_definer;
