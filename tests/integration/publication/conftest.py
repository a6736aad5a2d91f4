"""An office and a publisher over one small election and one store: what a manager decides, readers see."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, text

from data.publish.loop import PublishLoop
from data.records import Pointer
from data.tally.worker import drain
from tests.election_factory import Mini, add_form, make_election
from tests.office import Office, SignedIn, add_user, open_office

VOTES = {"asha": 200, "juma": 100, "neema": 1}
WHY = "The form of ward two is checked"


@dataclass
class Room:
    """The office, its people (`chief`, `nation1`, `nation2`, `county`, `obs`) and the publisher."""

    office: Office
    engine: Engine
    mini: Mini
    loop: PublishLoop
    ids: dict[str, int]
    clients: dict[str, SignedIn] = field(default_factory=dict)

    @property
    def code(self) -> str:
        return self.mini.code

    def as_(self, name: str) -> SignedIn:
        if name not in self.clients:
            self.clients[name] = self.office.sign_in(self.ids[name])
        return self.clients[name]

    def form(
        self, station: str, votes: dict[str, int] | None = None, contest: str = "president", **more: Any
    ) -> int:
        with self.engine.begin() as owner:
            return add_form(owner, self.mini, station, contest, votes or VOTES, **more)

    def publish(self) -> Pointer:
        """Tally, then let the publisher look once; what readers are led to afterwards."""
        with self.engine.connect() as connection:
            drain(connection)
        self.loop.forget()
        self.loop._next.clear()
        self.loop.round()
        return self.pointer

    @property
    def pointer(self) -> Pointer:
        found = self.loop.store.pointer(self.code)
        assert found is not None
        return found

    def counted(self, version: int) -> int:
        index = self.loop.store.index(self.code, version)
        assert index is not None
        return index.contests[0].stations.counted or 0

    def state(self, name: str = "chief") -> dict[str, Any]:
        reply = self.as_(name).get(f"/api/v1/publish?election={self.code}")
        assert reply.status_code == 200, reply.text
        found: dict[str, Any] = reply.json  # type: ignore[assignment]
        return found

    def act(self, name: str, verb: str, *, reason: str = WHY, seen: str | None = None, **more: Any) -> Any:
        """POST a decision as a person, on the page as it stands now unless told otherwise."""
        mark = seen if seen is not None else self.state("chief")["mark"]
        body = {"election": self.code, "reason": reason, "seen": mark, **more}
        return self.as_(name).post(f"/api/v1/publish/{verb}", body)

    def settings(self, **tables: Any) -> None:
        with self.engine.begin() as owner:
            owner.execute(
                text("UPDATE elections SET settings = settings || CAST(:s AS jsonb)"),
                {"s": json.dumps(tables)},
            )

    def scalars(self, statement: str, **values: Any) -> list[Any]:
        with self.engine.connect() as owner:
            return list(owner.execute(text(statement), values).scalars())


@pytest.fixture
def room(fresh_database_url: str, fresh_database: Engine, tmp_path: Path) -> Iterator[Room]:
    """The election with one published version of one form."""
    with fresh_database.begin() as owner:
        mini = make_election(owner)
    root = mini.areas["W"]
    ids = {
        "chief": add_user(fresh_database, "chief", "admin"),
        "nation1": add_user(fresh_database, "nation1", "manager", scope=[root]),
        "nation2": add_user(fresh_database, "nation2", "manager", scope=[root]),
        "county": add_user(fresh_database, "county", "manager", scope=[mini.areas["W-1"]]),
        "obs": add_user(fresh_database, "obs", "observer", stations=[mini.stations["W-1-1-1-1"]]),
    }
    office = open_office(fresh_database_url, tmp_path, RATE_LIMIT_SCALE="0")
    loop = PublishLoop(fresh_database, office.settings.store, tmp_path / "publish.key", interval_s=0)
    made = Room(office, fresh_database, mini, loop, ids)
    made.form("W-1-1-1-1")
    made.publish()
    yield made
    office.desk.dispose()
