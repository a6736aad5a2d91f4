-- Purpose: raises, or marks, every open incident that a rule of escalation has reached; each once for every time somebody did something.
-- Parameters: now; most.
-- Columns: uid; incident_id; rule; old, new (severity; equal where it is only marked). Never NULL. Grain: incident. Index: incidents_unchanged.
-- Caller: data.incidents.escalate
WITH due AS (
  SELECT DISTINCT ON (i.incident_id) i.incident_id, r.rule, i.severity AS old, coalesce(r.raise_to, i.severity) AS new
  FROM incident_escalations r
  JOIN incidents i ON i.severity = r.severity AND i.status = r.status
    AND i.changed_at_utc <= CAST(:now AS timestamptz) - make_interval(mins => r.minutes)
  WHERE r.active AND i.merged_into IS NULL AND i.status IN ('reported', 'investigating')
    AND NOT (i.escalation_rule IS NOT DISTINCT FROM r.rule AND i.escalated_at_utc >= i.changed_at_utc)
  ORDER BY i.incident_id, r.raise_to DESC NULLS LAST, r.minutes, r.rule
  LIMIT :most
), locked AS (
  SELECT d.* FROM due d JOIN incidents i USING (incident_id) WHERE i.severity = d.old FOR UPDATE OF i SKIP LOCKED
)
UPDATE incidents i SET severity = l.new, escalated_at_utc = greatest(CAST(:now AS timestamptz), now()), escalation_rule = l.rule
FROM locked l WHERE l.incident_id = i.incident_id
RETURNING i.uid, i.incident_id, l.rule, l.old::text AS old, l.new::text AS new
