-- Purpose: open alerts about a station, the most severe first.
-- Parameters: election_id; station_id.
-- Columns: uid; kind; severity; status; opened_at_utc. Never NULL.
-- Grain: alert.
-- Index: alerts_queue: the open ones of the election.
-- Caller: data.board.dossier
SELECT uid, kind, severity::text AS severity, status::text AS status, opened_at_utc
FROM alerts
WHERE election_id = CAST(:election_id AS smallint) AND status <> 'resolved' AND station_id = CAST(:station_id AS integer)
ORDER BY alerts.severity DESC, alert_id DESC
