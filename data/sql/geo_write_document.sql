-- Purpose: stores the TopoJSON of a parent's children where it differs from the stored one.
-- Parameters: area_id (the parent), sha256 (hex of body), body (bytes). Columns: none; row count 0 = unchanged.
-- Grain: parent area. Index: geometry_documents_pkey. Caller: data.geo.store.refresh_level.
INSERT INTO geometry_documents (area_id, sha256, body)
VALUES (:area_id, :sha256, :body)
ON CONFLICT (area_id) DO UPDATE SET sha256 = excluded.sha256, body = excluded.body
WHERE geometry_documents.sha256 <> excluded.sha256
