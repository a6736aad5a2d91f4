-- Purpose: write down that somebody tried to reach a station; nothing when the key is there already.
-- Parameters: uid (the client's key); election_id; station_id; contest_id (NULL: the station); area_id; user_id; kind; note;
--   promised_at.
-- Columns: at_utc. Grain: one row, none when the key is there already.
-- Index: station_contacts_uid_key.
-- Caller: data.board.contacts
INSERT INTO station_contacts (uid, election_id, station_id, contest_id, area_id, user_id, kind, note, promised_at_utc)
VALUES (CAST(:uid AS uuid), CAST(:election_id AS smallint), CAST(:station_id AS integer), CAST(:contest_id AS integer),
        CAST(:area_id AS integer), CAST(:user_id AS integer), CAST(:kind AS text), CAST(:note AS text), CAST(:promised_at AS timestamptz))
ON CONFLICT (uid) DO NOTHING
RETURNING at_utc
