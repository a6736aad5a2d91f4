-- Purpose: count rows of the board that match, up to a number: "1,000+" says as much as the count.
-- Parameters: contest_ids (in their order); states (text[]), late, rule (hold_rule, manager), missing (a source), differ, findings,
--   observed, words (ILIKE), area_ids (integer[]): filters, NULL any; attentions (smallint[]); most.
-- Columns: rows. Never NULL. Grain: one row.
-- Index: station_board_attention, station_board_differ, station_board_findings; stops at the number.
-- Caller: data.board.page
SELECT count(*) AS rows FROM (
    SELECT 1 FROM station_board b
    WHERE b.contest_id = ANY (CAST(:contest_ids AS integer[])) AND b.attention = ANY (CAST(:attentions AS smallint[]))
      AND (CAST(:states AS text[]) IS NULL OR b.state::text = ANY (CAST(:states AS text[])))
      AND (CAST(:late AS boolean) IS NULL OR b.is_late = CAST(:late AS boolean))
      AND (CAST(:rule AS text) IS NULL OR (b.state IN ('held', 'disputed') AND coalesce(b.hold_rule, 'manager') = CAST(:rule AS text)))
      AND (CAST(:missing AS text) IS NULL OR CAST(:missing AS text) <> ALL (b.sources))
      AND (CAST(:differ AS boolean) IS NULL OR b.sources_differ = CAST(:differ AS boolean))
      AND (CAST(:findings AS boolean) IS NULL OR (b.findings > 0) = CAST(:findings AS boolean))
      AND (CAST(:observed AS boolean) IS NULL OR b.has_observer = CAST(:observed AS boolean))
      AND (CAST(:words AS text) IS NULL OR b.station_name ILIKE CAST(:words AS text) OR b.station_code ILIKE CAST(:words AS text))
      AND (CAST(:area_ids AS integer[]) IS NULL OR b.path_ids && CAST(:area_ids AS integer[]))
    LIMIT CAST(:most AS integer)) AS counted
