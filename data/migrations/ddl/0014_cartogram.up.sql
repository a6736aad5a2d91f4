-- Cartograms: one hexagon of equal size for each area of a level, made with the boundaries.

-- Grain: geography x level. Body: {"cells": {code: [column, row, group]}} in axial coordinates; areas of one parent share a group.
CREATE TABLE cartogram_documents (
  geography_id smallint NOT NULL REFERENCES geographies,
  level smallint NOT NULL CHECK (level >= 1),
  sha256 text NOT NULL,
  body bytea NOT NULL,
  PRIMARY KEY (geography_id, level)
);
GRANT SELECT ON cartogram_documents TO matokeo_entry, matokeo_worker;
