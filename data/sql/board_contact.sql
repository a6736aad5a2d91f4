-- Purpose: a note about reaching a station by the key it was sent with.
-- Parameters: uid.
-- Columns: election_id; station_id; contest_id; user_id; kind; note; promised_at_utc; at_utc. Grain: at most one row.
-- Index: station_contacts_uid_key.
-- Caller: data.board.contacts
SELECT election_id, station_id, contest_id, user_id, kind, note, promised_at_utc, at_utc FROM station_contacts
WHERE uid = CAST(:uid AS uuid)
