"""Watching: changed cells and the station board.

Revision ID: 0005
"""

from __future__ import annotations

from data.migrations.ddl_files import run_ddl

revision = "0005"
down_revision: str | None = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply this step."""
    run_ddl("0005_watch.up.sql")


def downgrade() -> None:
    """Take this step back."""
    run_ddl("0005_watch.down.sql")
