-- Purpose: what was written down about reaching a station, newest first.
-- Parameters: election_id; station_id.
-- Columns: uid; at_utc; by (display name, NULL: not the asker's to see); kind; note; promised_at_utc; contest (NULL: the station).
-- Grain: one row a note.
-- Index: station_contacts_station.
-- Caller: data.board.contacts
SELECT k.uid, k.at_utc, u.display_name AS by, k.kind, k.note, k.promised_at_utc, c.code AS contest
FROM station_contacts k
LEFT JOIN users u ON u.user_id = k.user_id
LEFT JOIN contests c ON c.contest_id = k.contest_id
WHERE k.station_id = CAST(:station_id AS integer) AND k.election_id = CAST(:election_id AS smallint)
ORDER BY k.contact_id DESC LIMIT 200
