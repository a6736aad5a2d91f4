"""Accounts: passwords, second factors, sessions, tokens, invitations, scopes, assignments.

Revision ID: 0002
"""

from __future__ import annotations

from data.migrations.ddl_files import run_ddl

revision = "0002"
down_revision: str | None = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply this step."""
    run_ddl("0002_accounts.up.sql")


def downgrade() -> None:
    """Take this step back."""
    run_ddl("0002_accounts.down.sql")
