-- Purpose: a text that moves when the public incidents of an election do.
-- Parameters: election_id; now; delay_min. Columns: mark. Never NULL. Grain: one row. Index: incidents_public.
-- Caller: data.incidents.public
SELECT concat(count(*), '|', sum(i.incident_id), '|', extract(epoch FROM max(i.changed_at_utc)), '|',
              (SELECT md5(string_agg(k.category || k.title, ',' ORDER BY k.category)) FROM incident_categories k)) AS mark
FROM incidents i
WHERE i.election_id = :election_id AND i.visibility = 'public' AND i.moderated_at_utc IS NOT NULL AND i.status <> 'dismissed'
  AND i.merged_into IS NULL AND i.reported_at_utc <= CAST(:now AS timestamptz) - make_interval(mins => CAST(:delay_min AS integer))
