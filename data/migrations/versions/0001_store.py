"""The store: register, forms, tallies, versions, people, audit, roles and row-level security.

Revision ID: 0001
"""

from __future__ import annotations

from data.migrations.ddl_files import run_ddl

revision = "0001"
down_revision: str | None = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create everything of the first schema."""
    run_ddl("0001_store.up.sql")


def downgrade() -> None:
    """Drop everything of the first schema."""
    run_ddl("0001_store.down.sql")
