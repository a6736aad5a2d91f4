"""Tests of data.tally on a real PostgreSQL."""
