DROP TABLE area_indicators;
DROP INDEX areas_path;
