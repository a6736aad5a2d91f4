-- Purpose: the elections that are compared, or are compared with, one election.
-- Parameters: code (of that election). Columns: election_id, code, baseline (jsonb, list of comparisons).
-- Grain: election. Index: none, there are few. Caller: data.ingest.baseline.
SELECT election_id, code, settings -> 'baseline' AS baseline
FROM elections
WHERE settings ? 'baseline'
  AND (code = :code OR settings -> 'baseline' @> jsonb_build_array(jsonb_build_object('election', CAST(:code AS text))))
ORDER BY election_id
