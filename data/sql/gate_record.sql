-- Purpose: records why a version is held, once for each finding that is still open.
-- Parameters: election_id; kind; details (text[]).
-- Columns: none.
-- Grain: one row per finding.
-- Index: gate_findings_open.
-- Caller: data.publish.loop
INSERT INTO gate_findings (election_id, kind, detail)
SELECT :election_id, :kind, d.detail
FROM unnest(CAST(:details AS text[])) AS d (detail)
WHERE NOT EXISTS (
  SELECT 1 FROM gate_findings g
  WHERE g.election_id = :election_id AND g.resolved_at_utc IS NULL AND g.detail = d.detail)
