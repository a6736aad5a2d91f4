"""Publication control: requests and notices.

Revision ID: 0010
"""

from __future__ import annotations

from data.migrations.ddl_files import run_ddl

revision = "0010"
down_revision: str | None = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply this step."""
    run_ddl("0010_publication.up.sql")


def downgrade() -> None:
    """Take this step back."""
    run_ddl("0010_publication.down.sql")
