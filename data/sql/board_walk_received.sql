-- Purpose: the next rows of the board by the time of receipt, the newest first, those without one last, contest by contest along an index.
-- Parameters: contest_ids (in their order); states (text[]), late, rule (hold_rule, manager), missing (a source), differ, findings,
--   observed, words (ILIKE), area_ids (integer[]): filters, NULL any; after_key, after_station, after_contest (the last
--   row of the page before; the least number and 0 at the beginning); rows (at most).
-- Columns: station_id; contest_id; received_key. Never NULL.
-- Grain: one row a station and contest that the person may see.
-- Index: station_board_received.
-- Caller: data.board.page
SELECT w.station_id, w.contest_id, w.received_key
FROM unnest(CAST(:contest_ids AS integer[])) AS c (contest_id) CROSS JOIN LATERAL (
    SELECT b.station_id, b.contest_id, b.received_key
    FROM station_board b
    WHERE b.contest_id = c.contest_id AND (b.received_key, b.station_id, b.contest_id)
        > (CAST(:after_key AS bigint), CAST(:after_station AS integer), CAST(:after_contest AS integer))
      AND (CAST(:states AS text[]) IS NULL OR b.state::text = ANY (CAST(:states AS text[])))
      AND (CAST(:late AS boolean) IS NULL OR b.is_late = CAST(:late AS boolean))
      AND (CAST(:rule AS text) IS NULL OR (b.state IN ('held', 'disputed') AND coalesce(b.hold_rule, 'manager') = CAST(:rule AS text)))
      AND (CAST(:missing AS text) IS NULL OR CAST(:missing AS text) <> ALL (b.sources))
      AND (CAST(:differ AS boolean) IS NULL OR b.sources_differ = CAST(:differ AS boolean))
      AND (CAST(:findings AS boolean) IS NULL OR (b.findings > 0) = CAST(:findings AS boolean))
      AND (CAST(:observed AS boolean) IS NULL OR b.has_observer = CAST(:observed AS boolean))
      AND (CAST(:words AS text) IS NULL OR b.station_name ILIKE CAST(:words AS text) OR b.station_code ILIKE CAST(:words AS text))
      AND (CAST(:area_ids AS integer[]) IS NULL OR b.path_ids && CAST(:area_ids AS integer[]))
    ORDER BY b.received_key, b.station_id LIMIT CAST(:rows AS integer)
) w
ORDER BY w.received_key, w.station_id, w.contest_id LIMIT CAST(:rows AS integer)
