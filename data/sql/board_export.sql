-- Purpose: all rows of the board that match, by the code of the station: the keys of an export.
-- Parameters: contest_ids, attentions, ward_ids, station_ids, states, late, rule, missing, differ, findings, observed, words,
--   area_ids: as board_gather takes them.
-- Columns: station_id; contest_id. Never NULL.
-- Grain: one row a station and contest that the person may see.
-- Index: station_board_ward, station_board_pkey or station_board_code; read through a cursor.
-- Caller: data.board.export
SELECT b.station_id, b.contest_id FROM station_board b
WHERE b.contest_id = ANY (CAST(:contest_ids AS integer[])) AND b.attention = ANY (CAST(:attentions AS smallint[]))
      AND (CAST(:ward_ids AS integer[]) IS NULL OR b.leaf_area_id = ANY (CAST(:ward_ids AS integer[])))
      AND (CAST(:station_ids AS integer[]) IS NULL OR b.station_id = ANY (CAST(:station_ids AS integer[])))
      AND (CAST(:states AS text[]) IS NULL OR b.state::text = ANY (CAST(:states AS text[])))
      AND (CAST(:late AS boolean) IS NULL OR b.is_late = CAST(:late AS boolean))
      AND (CAST(:rule AS text) IS NULL OR (b.state IN ('held', 'disputed') AND coalesce(b.hold_rule, 'manager') = CAST(:rule AS text)))
      AND (CAST(:missing AS text) IS NULL OR CAST(:missing AS text) <> ALL (b.sources))
      AND (CAST(:differ AS boolean) IS NULL OR b.sources_differ = CAST(:differ AS boolean))
      AND (CAST(:findings AS boolean) IS NULL OR (b.findings > 0) = CAST(:findings AS boolean))
      AND (CAST(:observed AS boolean) IS NULL OR b.has_observer = CAST(:observed AS boolean))
      AND (CAST(:words AS text) IS NULL OR b.station_name ILIKE CAST(:words AS text) OR b.station_code ILIKE CAST(:words AS text))
      AND (CAST(:area_ids AS integer[]) IS NULL OR b.path_ids && CAST(:area_ids AS integer[]))
ORDER BY b.station_code, b.contest_id
