"""Alerts, notifications, deliveries.

Revision ID: 0008
"""

from __future__ import annotations

from data.migrations.ddl_files import run_ddl

revision = "0008"
down_revision: str | None = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply this step."""
    run_ddl("0008_alerts.up.sql")


def downgrade() -> None:
    """Take this step back."""
    run_ddl("0008_alerts.down.sql")
