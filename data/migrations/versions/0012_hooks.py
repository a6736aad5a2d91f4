"""Webhooks that are told of new versions.

Revision ID: 0012
"""

from __future__ import annotations

from data.migrations.ddl_files import run_ddl

revision = "0012"
down_revision: str | None = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply this step."""
    run_ddl("0012_hooks.up.sql")


def downgrade() -> None:
    """Take this step back."""
    run_ddl("0012_hooks.down.sql")
