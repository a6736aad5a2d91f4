"""Which fictional election `matokeo demo` shows: the one still being counted, else a new one.

Called by `matokeo demo`. Makes nothing itself beyond what `setup_election` makes.
"""

from __future__ import annotations

from sqlalchemy import Engine

from data.engine import sql
from data.files.store import FileStore
from data.simulate.presets import SMALL
from data.simulate.setup import Say, Setup, setup_election

_COUNTED = ("active", "paused")


def demo_election(engine: Engine, say: Say, files: FileStore | None = None) -> str:
    """Return the code of an election whose count goes on, making the next one when the last is complete.

    Each is another country (its number is its seed): a demo that was watched to its end starts a new night.
    """
    with engine.connect() as connection:
        made = connection.execute(sql("demo_elections")).all()
    for row in made:
        if row.status in _COUNTED:
            return str(row.code)
    number = 1 + max((int(row.code.removeprefix("demo-")) for row in made), default=0)
    return setup_election(
        engine, Setup(seed=number, preset=SMALL, election=f"demo-{number}"), say=say, files=files
    )
