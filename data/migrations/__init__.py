"""Alembic migrations of the store; the SQL itself is in `ddl`."""
