-- Purpose: what an audit row of a decision tells of its request.
-- Parameters: uid.
-- Columns: election (code); election_id; version; reason; state.
-- Grain: one row; none for a stranger.
-- Index: publication_requests_uid_key.
-- Caller: data.publish.requests
SELECT e.code AS election, e.election_id, q.version, q.reason, q.state
FROM publication_requests q JOIN elections e USING (election_id)
WHERE q.uid = CAST(:uid AS uuid)
