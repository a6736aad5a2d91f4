-- Purpose: how many incidents of the queue fall into each value of each filter, the other filters holding; and how many in all.
-- Parameters: as incident_queue, but after and most.
-- Columns: facet (severity, status, category, assigned, visibility, source, total); value (text; assigned: uuid or 'nobody'; total: '');
--   incidents. Never NULL. Grain: facet x value. Index: incidents_order.
-- Caller: data.incidents.queue
WITH base AS MATERIALIZED (
  SELECT i.severity, i.status, i.category, i.assigned_to, i.reporter,
         CASE WHEN i.reporter = 'public' AND i.moderated_at_utc IS NULL THEN 'waiting' ELSE i.visibility END AS visibility,
         CAST(:categories AS text[]) IS NULL OR i.category = ANY (CAST(:categories AS text[])) AS in_category,
         CAST(:severities AS text[]) IS NULL OR i.severity = ANY (CAST(:severities AS incident_severity[])) AS in_severity,
         CAST(:statuses AS text[]) IS NULL OR i.status = ANY (CAST(:statuses AS incident_status[])) AS in_status,
         (CAST(:assigned AS uuid) IS NULL OR i.assigned_to = (SELECT u.user_id FROM users u WHERE u.uid = CAST(:assigned AS uuid)))
           AND (NOT coalesce(CAST(:nobody AS boolean), false) OR i.assigned_to IS NULL) AS in_assigned,
         CAST(:visibility AS text) IS NULL OR CASE CAST(:visibility AS text)
           WHEN 'waiting' THEN i.reporter = 'public' AND i.moderated_at_utc IS NULL 
         ELSE i.visibility = CAST(:visibility AS text) AND NOT (i.reporter = 'public' AND i.moderated_at_utc IS NULL) END
           AS in_visibility,
         CAST(:sources AS text[]) IS NULL OR i.reporter = ANY (CAST(:sources AS text[])) AS in_source
  FROM incidents i
  WHERE i.election_id = CAST(:election_id AS smallint) AND i.merged_into IS NULL
    AND (CAST(:area_id AS integer) IS NULL OR CAST(:area_id AS integer) = ANY (i.path_ids))
    AND (CAST(:q AS text) IS NULL OR strpos(lower(i.description), lower(CAST(:q AS text))) > 0 OR i.receipt = upper(CAST(:q AS text))
         OR EXISTS (SELECT 1 FROM polling_stations s WHERE s.station_id = i.station_id AND s.code = CAST(:q AS text)))
), marked AS MATERIALIZED (
  SELECT b.*, in_category::int + in_severity::int + in_status::int + in_assigned::int + in_visibility::int + in_source::int AS held FROM base b
  WHERE in_category::int + in_severity::int + in_status::int + in_assigned::int + in_visibility::int + in_source::int >= 5
)
SELECT 'severity' AS facet, severity::text AS value, count(*) AS incidents FROM marked WHERE held = 6 OR NOT in_severity GROUP BY severity
UNION ALL SELECT 'status', status::text, count(*) FROM marked WHERE held = 6 OR NOT in_status GROUP BY status
UNION ALL SELECT 'category', category, count(*) FROM marked WHERE held = 6 OR NOT in_category GROUP BY category
UNION ALL SELECT 'assigned', coalesce(u.uid::text, 'nobody'), n FROM (
  SELECT assigned_to, count(*) AS n FROM marked WHERE held = 6 OR NOT in_assigned GROUP BY assigned_to) AS x LEFT JOIN users u ON u.user_id = x.assigned_to
UNION ALL SELECT 'visibility', visibility, count(*) FROM marked WHERE held = 6 OR NOT in_visibility GROUP BY visibility
UNION ALL SELECT 'source', reporter, count(*) FROM marked WHERE held = 6 OR NOT in_source GROUP BY reporter
UNION ALL SELECT 'total', '', count(*) FROM marked WHERE held = 6
