"""Tests of data.ingest and `matokeo import` on a real PostgreSQL with PostGIS."""
