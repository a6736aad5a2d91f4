"""An office over Wendera with what the rules speak of: judged once, read by every test of a module."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, text

from data.anomalies.chore import AnomalyChore
from data.engine import make_engine
from data.tally.worker import drain
from tests.election_factory import Mini, add_form, make_election
from tests.office import Office, SignedIn, add_user, open_office
from tests.services import TEMPLATE, TestServices

SLIP, SWAPPED, WAITING, TWIN, BESIDE = "W-1-1-1-1", "W-1-1-2-1", "W-1-2-1-1", "W-1-2-1-2", "W-2-1-1-1"


def ordinary(number: int) -> dict[str, int]:
    """Figures of an ordinary form: alike, never equal."""
    return {"asha": 250 + number % 17, "juma": 100 + (number * 7) % 19, "neema": 2 + number % 4}


@dataclass
class Room:
    """The office, its election and its people, signed in when first named."""

    office: Office
    engine: Engine
    mini: Mini
    ids: dict[str, int]
    clients: dict[str, SignedIn] = field(default_factory=dict)

    def as_(self, name: str) -> SignedIn:
        """The client of `admin`, `m1` (county 1), `m2` (county 2), `obs` (an observer)."""
        if name not in self.clients:
            self.clients[name] = self.office.sign_in(self.ids[name])
        return self.clients[name]

    def judge(self) -> None:
        """Tally and judge what was entered."""
        with self.engine.connect() as connection:
            drain(connection)
        while AnomalyChore().work(self.engine):
            pass

    def queue(self, name: str, **query: str) -> dict[str, dict[str, Any]]:
        """The lines of the queue by station."""
        reply = self.as_(name).get("/api/v1/anomalies", query_string={"min_score": "0", **query})
        assert reply.status_code == 200, reply.text
        found: dict[str, Any] = reply.json  # type: ignore[assignment]
        return {line["place"]["station"]["code"]: line for line in found["lines"]}


def fill(engine: Engine, observer: int) -> Mini:
    """Enter the night: twelve stations a ward, all ordinary but those that are named above."""
    with engine.begin() as owner:
        mini = make_election(owner)
        _more_stations(owner, mini)
        for number, station in enumerate(mini.stations):
            votes: dict[str, int] = ordinary(number)
            more: dict[str, Any] = {}
            if station == SLIP:
                votes["asha"] = 26
            elif station == SWAPPED:
                votes["asha"], votes["juma"] = votes["juma"], votes["asha"]
            elif station in (WAITING, TWIN):
                votes = {"asha": 263, "juma": 117, "neema": 4}
            if station == WAITING:
                more = {"state": "preliminary", "entered_by": observer}
            add_form(owner, mini, station, "president", votes, **more)
        other = {"asha": 240, "juma": 110, "neema": 3}
        add_form(owner, mini, BESIDE, "president", other, source="observer", is_counting=False)
    return mini


def _more_stations(owner: Any, mini: Mini) -> None:
    """Eight more stations a ward: a ward of four says nothing of itself."""
    for ward in sorted(set(mini.station_area.values())):
        for number in range(5, 13):
            code = f"{ward}-{number}"
            mini.station_area[code] = ward
            mini.stations[code] = owner.execute(
                text(
                    "INSERT INTO polling_stations (register_id, area_id, code, name, registered_voters, register_order)"
                    " SELECT register_id, :a, :c, :n, 500, :o FROM elections WHERE election_id = :e RETURNING station_id"
                ),
                {"a": mini.areas[ward], "c": code, "n": f"School {code}", "o": number, "e": mini.election_id},
            ).scalar_one()


@pytest.fixture(scope="module")
def room(services: TestServices, worker_name: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:  # fmt: skip
    """The judged night; tests of a module share it."""
    services.start_postgres()
    name = f"anomalies_{worker_name}"
    services.postgres.create_database(name, template=TEMPLATE)
    url = services.place.database_url(name)
    engine = make_engine(url)
    ids = {"obs": add_user(engine, "obs", "observer"), "admin": add_user(engine, "admin", "admin")}
    mini = fill(engine, ids["obs"])
    for county in ("1", "2"):
        ids[f"m{county}"] = add_user(engine, f"m{county}", "manager", scope=[mini.areas[f"W-{county}"]])
    folder: Path = tmp_path_factory.mktemp("anomalies")
    office = open_office(url, folder)
    made = Room(office, engine, mini, ids)
    made.judge()
    yield made
    office.desk.dispose()
    engine.dispose()
    services.postgres.drop_database(name)
