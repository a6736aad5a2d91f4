-- Purpose: the requests of an election, newest first.
-- Parameters: election_id; rows.
-- Columns: uid; version; reason; state (one that waited too long is `expired`); requested_by; requested_at_utc; expires_at_utc; own;
--   decided_by, decided_at_utc, decision (NULL undecided).
-- Grain: one row a request.
-- Index: publication_requests_election.
-- Caller: data.publish.requests
SELECT q.uid, q.version, q.reason, q.requested_at_utc, q.expires_at_utc, q.decided_at_utc, q.decision,
       CASE WHEN q.state = 'waiting' AND q.expires_at_utc <= now() THEN 'expired' ELSE q.state END AS state,
       q.requested_by = (SELECT app_user_id()) AS own, publication_name(q.requested_by) AS requested_by,
       publication_name(q.decided_by) AS decided_by
FROM publication_requests q
WHERE q.election_id = :election_id
ORDER BY q.request_id DESC
LIMIT CAST(:rows AS integer)
