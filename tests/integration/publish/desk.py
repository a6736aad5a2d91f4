"""A publication desk for tests: one fictional election, its store, and `publish()` that tallies and publishes at once."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy import Engine

from data.publish.loop import PublishLoop
from data.publish.publisher import Published
from data.records import ResultsDocument
from data.tally.worker import drain
from tests.election_factory import Mini, add_form, make_election


@dataclass
class Desk:
    """Everything a test needs to publish and read back."""

    engine: Engine
    mini: Mini
    store: Path
    loop: PublishLoop

    def form(self, station: str, contest: str, votes: dict[str, int], **fields: Any) -> int:
        """Store one form and commit."""
        with self.engine.begin() as connection:
            return add_form(connection, self.mini, station, contest, votes, **fields)

    def tally(self) -> None:
        """Take the dirty log."""
        with self.engine.connect() as connection:
            drain(connection)

    def publish(self) -> list[Published]:
        """Tally what waits, then go round once."""
        self.tally()
        return self.loop.round()

    @property
    def folder(self) -> Path:
        """Folder of the election's versions."""
        return self.store / self.mini.code

    def document(self, version: int, contest: str, area: str) -> ResultsDocument:
        """Read a document from its version's own folder."""
        content = (self.folder / f"v{version}" / contest / f"{area}.json").read_bytes()
        return msgspec.json.decode(content, type=ResultsDocument)


def open_desk(engine: Engine, store: Path, **options: Any) -> Desk:
    """Make the election and a loop over it."""
    with engine.begin() as connection:
        mini = make_election(connection)
    loop = PublishLoop(engine, store, store.parent / "publish.key", interval_s=0, **options)
    return Desk(engine, mini, store, loop)
