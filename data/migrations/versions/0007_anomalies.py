"""Anomalies: findings and scores.

Revision ID: 0007
"""

from __future__ import annotations

from data.migrations.ddl_files import run_ddl

revision = "0007"
down_revision: str | None = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply this step."""
    run_ddl("0007_anomalies.up.sql")


def downgrade() -> None:
    """Take this step back."""
    run_ddl("0007_anomalies.down.sql")
