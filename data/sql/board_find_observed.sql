-- Purpose: stations whose observer's name or username holds some words, up to a number.
-- Parameters: words (ILIKE); most.
-- Columns: station_ids (integer[]). Never NULL. Grain: one row.
-- Index: users_names_trgm, inside the function; it answers managers, within their scope.
-- Caller: data.board.page
SELECT board_stations_of(CAST(:words AS text), CAST(:most AS integer)) AS station_ids
