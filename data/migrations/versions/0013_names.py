"""Names of areas, candidates, parties, contests and elections in other languages.

Revision ID: 0013
"""

from __future__ import annotations

from data.migrations.ddl_files import run_ddl

revision = "0013"
down_revision: str | None = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply this step."""
    run_ddl("0013_names.up.sql")


def downgrade() -> None:
    """Take this step back."""
    run_ddl("0013_names.down.sql")
