"""Entry: second entries, claims, steps, photographs, incidents, other sources, rules of verification.

Revision ID: 0003
"""

from __future__ import annotations

from data.migrations.ddl_files import run_ddl

revision = "0003"
down_revision: str | None = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply this step."""
    run_ddl("0003_entry.up.sql")
    run_ddl("0003_entry_rights.up.sql")


def downgrade() -> None:
    """Take this step back."""
    run_ddl("0003_entry.down.sql")
