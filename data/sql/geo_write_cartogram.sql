-- Purpose: stores the cartogram of a level where it differs from the stored one.
-- Parameters: geography_id, level, sha256 (hex of body), body (bytes). Columns: none; row count 0 = unchanged.
-- Grain: geography x level. Index: cartogram_documents_pkey. Caller: data.geo.store.refresh_level.
INSERT INTO cartogram_documents (geography_id, level, sha256, body)
VALUES (:geography_id, :level, :sha256, :body)
ON CONFLICT (geography_id, level) DO UPDATE SET sha256 = excluded.sha256, body = excluded.body
WHERE cartogram_documents.sha256 <> excluded.sha256
