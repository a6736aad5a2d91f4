"""Runs the DDL files of a migration; called by the modules of `versions` only."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from alembic import op

_DDL = Path(__file__).parent / "ddl"


def run_ddl(name: str) -> None:
    """Execute `ddl/<name>` on the migration's connection."""
    # The driver's own cursor: no parameters, so `%` and `:` in the SQL mean themselves.
    with closing(op.get_bind().connection.cursor()) as cursor:
        cursor.execute((_DDL / name).read_text(encoding="utf-8"))
