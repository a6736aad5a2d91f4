"""Tests of data.publish on a real PostgreSQL."""
