-- Purpose: what the gate found and nothing has mended yet, newest first, with how many there are.
-- Parameters: election_id; rows.
-- Columns: kind; document (NULL none named); detail; found_at_utc; total.
-- Grain: one row a finding.
-- Index: gate_findings_open.
-- Caller: data.publish.standing
SELECT kind, document, detail, found_at_utc, count(*) OVER () AS total
FROM gate_findings
WHERE election_id = :election_id AND resolved_at_utc IS NULL
ORDER BY finding_id DESC
LIMIT CAST(:rows AS integer)
