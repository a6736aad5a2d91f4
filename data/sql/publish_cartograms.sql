-- Purpose: cartograms of an election's geography, to be written into the store once.
-- Parameters: election_id.
-- Columns: level (number); sha256; body (JSON).
-- Grain: one row per level that has one.
-- Index: cartogram_documents_pkey. Read when an election is loaded.
-- Caller: data.publish.register
SELECT c.level, c.sha256, c.body
FROM elections e JOIN registers r USING (register_id) JOIN cartogram_documents c USING (geography_id)
WHERE e.election_id = :election_id
ORDER BY c.level
