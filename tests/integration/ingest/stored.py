"""What is in the store, in the few shapes that the import tests compare."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Engine, text

TABLES = (
    "geographies", "areas", "area_neighbours", "geometry_documents", "registers", "register_areas",
    "polling_stations", "elections", "contests", "races", "parties", "candidates", "baseline_links",
    "baseline_areas", "result_forms", "form_votes", "dirty_log", "audit_log",
)  # fmt: skip


def counts(engine: Engine) -> dict[str, int]:
    """Return the number of rows of each table an import may touch."""
    with engine.connect() as connection:
        return {table: connection.scalar(text(f"SELECT count(*) FROM {table}")) or 0 for table in TABLES}


def rows(engine: Engine, query: str, **given: Any) -> list[tuple[Any, ...]]:
    """Return the rows of a query as tuples."""
    with engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text(query), given)]


def content(engine: Engine) -> dict[str, list[Any]]:
    """Return every row of every table but the audit log and the dirty log, for comparing before and after."""
    skipped = {"audit_log", "dirty_log"}
    return {
        table: rows(engine, f"SELECT to_jsonb(t)::text FROM {table} t ORDER BY 1")
        for table in TABLES
        if table not in skipped
    }
