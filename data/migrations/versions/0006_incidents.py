"""Incidents: hexagons, moderation, assignment, escalation, merging.

Revision ID: 0006
"""

from __future__ import annotations

from data.migrations.ddl_files import run_ddl

revision = "0006"
down_revision: str | None = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply this step."""
    run_ddl("0006_incidents.up.sql")


def downgrade() -> None:
    """Take this step back."""
    run_ddl("0006_incidents.down.sql")
