-- Purpose: asks for a rollback that a second person must approve.
-- Parameters: election_id; version; reason; seen (the mark of the page).
-- Columns: uid (of the request). Grain: one row. Index: publication_requests_waiting.
-- Caller: data.publish.requests
SELECT ask_rollback(CAST(:election_id AS integer), CAST(:version AS integer), CAST(:reason AS text), CAST(:seen AS text)) AS uid
