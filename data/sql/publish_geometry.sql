-- Purpose: geometry documents of an election's areas, to be written into the store once.
-- Parameters: election_id.
-- Columns: sha256; body (TopoJSON).
-- Grain: one row per parent area with mapped children.
-- Index: geometry_documents_pkey. Read when an election is loaded.
-- Caller: data.publish.loop
SELECT g.sha256, g.body
FROM elections e JOIN register_areas ra USING (register_id) JOIN geometry_documents g USING (area_id)
WHERE e.election_id = :election_id
