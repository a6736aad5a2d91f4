"""Imports: jobs, refusals, mappings.

Revision ID: 0009
"""

from __future__ import annotations

from data.migrations.ddl_files import run_ddl

revision = "0009"
down_revision: str | None = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply this step."""
    run_ddl("0009_imports.up.sql")


def downgrade() -> None:
    """Take this step back."""
    run_ddl("0009_imports.down.sql")
