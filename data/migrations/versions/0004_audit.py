"""Audit: who and from where, seals, search.

Revision ID: 0004
"""

from __future__ import annotations

from data.migrations.ddl_files import run_ddl

revision = "0004"
down_revision: str | None = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply this step."""
    run_ddl("0004_audit.up.sql")


def downgrade() -> None:
    """Take this step back."""
    run_ddl("0004_audit.down.sql")
