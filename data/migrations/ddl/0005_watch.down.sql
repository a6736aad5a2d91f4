DROP TABLE station_board;
DROP SEQUENCE board_seq;
DROP TYPE board_state;
DROP TABLE watchers, changed_cells;
