"""Cartograms: a hexagon of equal size for each area of a level.

Revision ID: 0014
"""

from __future__ import annotations

from data.migrations.ddl_files import run_ddl

revision = "0014"
down_revision: str | None = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply this step."""
    run_ddl("0014_cartogram.up.sql")


def downgrade() -> None:
    """Take this step back."""
    run_ddl("0014_cartogram.down.sql")
