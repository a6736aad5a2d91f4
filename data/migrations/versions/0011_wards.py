"""Figures of areas from elsewhere (population, schooling), and areas found by the area they lie in.

Revision ID: 0011
"""

from __future__ import annotations

from data.migrations.ddl_files import run_ddl

revision = "0011"
down_revision: str | None = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply this step."""
    run_ddl("0011_wards.up.sql")


def downgrade() -> None:
    """Take this step back."""
    run_ddl("0011_wards.down.sql")
