"""The store: register, forms, tallies, versions, people, audit, roles and row-level security.

Revision ID: 0001
"""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from alembic import op

revision = "0001"
down_revision: str | None = None
branch_labels = None
depends_on = None

_DDL = Path(__file__).parent.parent / "ddl"


def _run(name: str) -> None:
    # The driver's own cursor: no parameters, so `%` and `:` in the SQL mean themselves.
    with closing(op.get_bind().connection.cursor()) as cursor:
        cursor.execute((_DDL / name).read_text(encoding="utf-8"))


def upgrade() -> None:
    """Create everything of the first schema."""
    _run("0001_store.up.sql")


def downgrade() -> None:
    """Drop everything of the first schema."""
    _run("0001_store.down.sql")
