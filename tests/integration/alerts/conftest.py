"""An office over a small election, people of two counties, and a worker's engine that opens alerts in it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, text

from data.accounts.vault import Vault
from data.alerts.causes import Cause, sync
from data.alerts.detectors import DETECTORS
from data.alerts.rules import read_rules
from data.engine import make_engine
from data.notify.router import route_events
from tests.election_factory import Mini, make_election
from tests.office import Office, SignedIn, add_user, open_office


@dataclass
class Room:
    """The managers' room of a test: `ids` are people, `worker` an engine of the keeper's role."""

    url: str
    folder: Path
    engine: Engine
    worker: Engine
    mini: Mini
    ids: dict[str, int]
    clients: dict[str, SignedIn] = field(default_factory=dict)

    @cached_property
    def office(self) -> Office:
        """The office, opened by the first who needs it."""
        return open_office(self.url, self.folder, RATE_LIMIT_SCALE="0")

    def as_(self, name: str) -> SignedIn:
        """The client of a person: `admin`, `land` (manager of the country), `m1`, `m2` (of a county each), `obs`."""
        if name not in self.clients:
            self.clients[name] = self.office.sign_in(self.ids[name])
        return self.clients[name]

    def cause(self, key: str = "form:1", *, area: str = "W-1-1-1", county: str = "W-1", **more: Any) -> Cause:
        """A cause in a ward of the first county."""
        numbers = {"contest": "President", "station": "School", "since_at": "2031-05-04T18:00:00+00:00"}
        values: dict[str, Any] = {"numbers": numbers, "place_id": self.mini.areas[county], **more}
        return Cause(key, self.mini.areas[area], **values)

    def sync(self, *causes: Cause, kind: str = "disputed_form", now: datetime | None = None) -> Any:
        """Tell the keeper everything of a kind that holds."""
        with self.worker.begin() as connection:
            rule = read_rules(connection, self.mini.election_id)[kind]
            return sync(connection, self.mini.election_id, kind, causes, rule=rule, now=now)

    def found(self, kind: str, *, now: datetime | None = None) -> list[Cause]:
        """What a detector finds with the rule's thresholds, as the keeper."""
        with self.worker.begin() as connection:
            rule = read_rules(connection, self.mini.election_id)[kind]
            at = now or connection.execute(text("SELECT now()")).scalar_one()
            return DETECTORS[kind].causes(connection, self.mini.election_id, rule.thresholds, now=at)

    def route(self, *, mail: bool = True) -> None:
        """Tell everybody of everything that waits."""
        more = True
        while more:
            with self.worker.begin() as connection:
                more = route_events(connection, mail=mail)

    def set_rule(self, kind: str, **values: Any) -> None:
        """Change columns of a rule, as the owner."""
        sets = ", ".join(f"{name} = :{name}" for name in values)
        with self.engine.begin() as owner:
            owner.execute(text(f"UPDATE alert_rules SET {sets} WHERE kind = :kind"), {"kind": kind, **values})

    def rows(self, statement: str, **values: Any) -> list[Any]:
        """Rows of a statement, as the owner."""
        with self.engine.begin() as owner:
            return list(owner.execute(text(statement), values).all())

    def one(self, statement: str, **values: Any) -> Any:
        """The one value of a statement, as the owner."""
        with self.engine.begin() as owner:
            return owner.execute(text(statement), values).scalar_one()

    def do(self, statement: str, **values: Any) -> None:
        """Run a statement as the owner."""
        with self.engine.begin() as owner:
            owner.execute(text(statement), values)

    def statuses(self) -> list[str]:
        """The status of every alert, the oldest first."""
        return [row.status for row in self.rows("SELECT status::text FROM alerts ORDER BY alert_id")]

    def events(self) -> list[str]:
        """The kinds of all events, the oldest first."""
        return [row.kind for row in self.rows("SELECT kind FROM alert_events ORDER BY alert_event_id")]

    def uid(self) -> str:
        """The id of the only alert that is not resolved, or of the newest."""
        return str(self.one("SELECT uid FROM alerts ORDER BY status = 'resolved', alert_id DESC LIMIT 1"))

    def give_address(self, name: str, address: str) -> None:
        """Keep a mail address of a person, encrypted as administration does it."""
        sealed = self.vault.seal("email", self.ids[name], address)
        self.do(
            "INSERT INTO user_private (user_id, field, ciphertext) VALUES (:u, 'email', :c)",
            u=self.ids[name],
            c=sealed,
        )

    @property
    def vault(self) -> Vault:
        """The keys of the office."""
        return Vault.open(self.office.settings.data_keys, make=True)


@pytest.fixture
def room(fresh_database_url: str, fresh_database: Engine, tmp_path: Path) -> Iterator[Room]:
    """The room, with an administrator, a manager of the country, one of each county, and an observer."""
    with fresh_database.begin() as owner:
        mini = make_election(owner, is_test=False)
    ids = {
        "admin": add_user(fresh_database, "chief", "admin"),
        "land": add_user(fresh_database, "land", "manager", scope=[mini.areas["W"]]),
        "m1": add_user(fresh_database, "m1", "manager", scope=[mini.areas["W-1"]]),
        "m2": add_user(fresh_database, "m2", "manager", scope=[mini.areas["W-2"]]),
        "obs": add_user(fresh_database, "obs", "observer", stations=[mini.stations["W-1-1-1-1"]]),
    }
    worker = make_engine(fresh_database_url, role="matokeo_worker", pool_size=4)
    made = Room(fresh_database_url, tmp_path, fresh_database, worker, mini, ids)
    yield made
    worker.dispose()
    if "office" in vars(made):
        made.office.desk.dispose()
