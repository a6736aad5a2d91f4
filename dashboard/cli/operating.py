"""What commands that change the store share: a transaction as its owner, and who the audit log says acted.

Called by the command groups; holds no command.
"""

from __future__ import annotations

import getpass
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection

from dashboard.config import Settings
from data.engine import make_engine


def operator() -> str:
    """Return whoever runs the command, as the audit log names them."""
    return f"cli:{getpass.getuser()}"


@contextmanager
def owner_transaction() -> Iterator[Connection]:
    """Open one transaction on the store of the settings; commit it at the end of the block."""
    engine = make_engine(Settings.from_env().database_url, pool_size=1)
    try:
        with engine.begin() as connection:
            yield connection
    finally:
        engine.dispose()
