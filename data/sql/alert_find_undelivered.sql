-- Purpose: people and webhooks to whom a message was given up, until a later one arrives or so many hours have passed.
-- Parameters: election_id; hours; now; most (rows). Columns: those of every detector (data.alerts.spans.Span.of).
-- Grain: one row a person or webhook. Index: deliveries_given_up, deliveries_person, deliveries_webhook.
-- Caller: data.alerts.detectors.messages
WITH lost AS (
  SELECT DISTINCT ON (d.channel, d.user_id, d.webhook_id) d.channel, d.user_id, d.webhook_id, d.delivery_id, d.settled_at_utc
  FROM deliveries d
  WHERE d.status = 'given_up' AND NOT d.is_test AND d.election_id = CAST(:election_id AS smallint)
    AND d.settled_at_utc >= CAST(:now AS timestamptz) - make_interval(hours => CAST(:hours AS integer))
  ORDER BY d.channel, d.user_id, d.webhook_id, d.delivery_id
)
SELECT l.channel || ':' || coalesce(l.user_id, l.webhook_id) AS key, t.area_id, CAST(NULL AS integer) AS place_id,
       l.settled_at_utc AS began_at, CAST(NULL AS timestamptz) AS ended_at, CAST(NULL AS text) AS severity,
       CAST(NULL AS integer) AS station_id, CAST(NULL AS bigint) AS form_id, CAST(NULL AS bigint) AS incident_id,
       jsonb_build_object('target', coalesce(w.title, u.display_name), 'since_at', l.settled_at_utc) AS numbers,
       jsonb_build_array(jsonb_build_object('href', '/manage/alerts/rules', 'what', 'alert_rules')) AS evidence
FROM lost l
JOIN elections e ON e.election_id = CAST(:election_id AS smallint)
JOIN registers r USING (register_id) JOIN areas t ON t.geography_id = r.geography_id AND t.level = 0
LEFT JOIN webhooks w USING (webhook_id)
LEFT JOIN users u ON u.user_id = l.user_id
WHERE NOT EXISTS (SELECT 1 FROM deliveries s WHERE s.channel = 'email' AND s.user_id = l.user_id
                  AND s.delivery_id > l.delivery_id AND s.status = 'sent')
  AND NOT EXISTS (SELECT 1 FROM deliveries s WHERE s.channel = 'webhook' AND s.webhook_id = l.webhook_id
                  AND s.delivery_id > l.delivery_id AND s.status = 'sent')
LIMIT CAST(:most AS integer)
