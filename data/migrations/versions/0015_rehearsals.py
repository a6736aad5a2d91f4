"""Rehearsals on a schedule: test elections that newsrooms can build against.

Revision ID: 0015
"""

from __future__ import annotations

from data.migrations.ddl_files import run_ddl

revision = "0015"
down_revision: str | None = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply this step."""
    run_ddl("0015_rehearsals.up.sql")


def downgrade() -> None:
    """Take this step back."""
    run_ddl("0015_rehearsals.down.sql")
