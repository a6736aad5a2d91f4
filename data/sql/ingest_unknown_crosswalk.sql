-- Purpose: lines of a crosswalk that name an area which its election's geography does not have.
-- Parameters: election_id, baseline_id (election), codes and earlier_codes (text[]). Columns: code, earlier_code.
-- Grain: line of the crosswalk. Index: areas_geography_id_code_key. Caller: data.ingest.baseline.
SELECT c.code, c.earlier_code
FROM unnest(CAST(:codes AS text[]), CAST(:earlier_codes AS text[])) AS c (code, earlier_code)
WHERE NOT EXISTS (
    SELECT 1 FROM elections e JOIN registers r USING (register_id) JOIN areas a USING (geography_id)
    WHERE e.election_id = :election_id AND a.code = c.code)
  OR NOT EXISTS (
    SELECT 1 FROM elections e JOIN registers r USING (register_id) JOIN areas a USING (geography_id)
    WHERE e.election_id = :baseline_id AND a.code = c.earlier_code)
