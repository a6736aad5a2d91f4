"""An office over Wendera whose wards lie on a map, with people of two counties, for tests of incidents."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Engine, text
from werkzeug.test import TestResponse

from data.engine import make_engine
from data.incidents.store import add_incidents
from data.records.incidents import IncidentDraft
from tests.election_factory import Mini, make_election
from tests.office import Office, SignedIn, add_user, open_office

ELECTION = "wendera-2031"
NIGHT = datetime(2031, 5, 4, 17, 0, tzinfo=UTC)


def place_areas(engine: Engine) -> None:
    """Give each ward a square of a tenth of a degree in a row along the equator, its label point in the middle."""
    statement = """
      WITH wards AS (SELECT area_id, row_number() OVER (ORDER BY code) - 1 AS n FROM areas WHERE level = 3)
      UPDATE areas a SET boundary = ST_Multi(ST_MakeEnvelope(36 + n * 0.1, 0, 36 + n * 0.1 + 0.1, 0.1, 4326)),
                         label_point = ST_SetSRID(ST_MakePoint(36 + n * 0.1 + 0.05, 0.05), 4326)
      FROM wards w WHERE w.area_id = a.area_id"""
    above = """
      UPDATE areas a SET boundary = x.whole, label_point = ST_PointOnSurface(x.whole)
      FROM (SELECT b.area_id, ST_Multi(ST_Union(w.boundary)) AS whole FROM areas b
            JOIN areas w ON w.level = 3 AND b.area_id = ANY (w.path_ids) WHERE b.level < 3 GROUP BY b.area_id) x
      WHERE x.area_id = a.area_id"""
    with engine.begin() as connection:
        connection.execute(text(statement))
        connection.execute(text(above))


@dataclass
class Cases:
    """The office, its people (`admin`, `m1` and `m1b` of county 1, `m2` of county 2, `obs`) and its incidents."""

    office: Office
    engine: Engine
    mini: Mini
    ids: dict[str, int]
    url: str
    clients: dict[str, SignedIn] = field(default_factory=dict)

    def as_(self, name: str) -> SignedIn:
        """The client of a person."""
        if name not in self.clients:
            self.clients[name] = self.office.sign_in(self.ids[name])
        return self.clients[name]

    def uid_of(self, name: str) -> str:
        """The public id of a person."""
        return str(self.one("SELECT uid FROM users WHERE user_id = :u", u=self.ids[name]))

    def add(self, station: str | None = "W-1-1-1-1", **more: Any) -> UUID:
        """Store an incident; return its id."""
        uid = more.pop("uid", None) or uuid4()
        reporter = more.get("reporter", "observer")
        values: dict[str, Any] = {
            "category": "violence", "severity": "medium", "description": "A fight at the gate.",
            "happened_at": datetime.now(UTC) - timedelta(hours=3), "reported_at": datetime.now(UTC) - timedelta(hours=2),
            "station_id": self.mini.stations[station] if station else None,
            "reported_by": self.ids["obs"] if reporter == "observer" else None, **more,
        }  # fmt: skip
        with self.engine.begin() as owner:
            add_incidents(owner, self.mini.election_id, [IncidentDraft(uid=uid, **values)])
        return uid

    def one(self, statement: str, **values: Any) -> Any:
        """One value, as the owner."""
        with self.engine.connect() as owner:
            return owner.execute(text(statement), values).scalar_one()

    def all(self, statement: str, **values: Any) -> list[Any]:
        """The first column, as the owner."""
        with self.engine.connect() as owner:
            return list(owner.execute(text(statement), values).scalars())

    def run(self, statement: str, **values: Any) -> None:
        """Change something, as the owner."""
        with self.engine.begin() as owner:
            owner.execute(text(statement), values)

    def row(self, uid: UUID | str) -> Any:
        """The stored incident."""
        with self.engine.connect() as owner:
            return owner.execute(text("SELECT * FROM incidents WHERE uid = :u"), {"u": str(uid)}).one()

    def refresh(self) -> None:
        """Refresh the hexagons as the keeper does."""
        with self.engine.begin() as owner:
            owner.execute(text("SELECT refresh_incident_hexagons()"))

    def post(self, name: str, uid: UUID | str, what: str, body: dict[str, Any]) -> TestResponse:
        """Do something to one incident through the API."""
        return self.as_(name).post(f"/api/v1/incidents/{uid}/{what}", body)


@pytest.fixture
def cases(fresh_database_url: str, fresh_database: Engine, tmp_path: Path) -> Iterator[Cases]:
    """The office."""
    with fresh_database.begin() as owner:
        mini = make_election(owner)
    place_areas(fresh_database)
    ids = {"obs": add_user(fresh_database, "obs", "observer", stations=[mini.stations["W-1-1-1-1"]])}
    ids["admin"] = add_user(fresh_database, "chief", "admin")
    for name in ("m1", "m1b"):
        ids[name] = add_user(fresh_database, name, "manager", scope=[mini.areas["W-1"]])
    ids["m2"] = add_user(fresh_database, "m2", "manager", scope=[mini.areas["W-2"]])
    office = open_office(fresh_database_url, tmp_path, RATE_LIMIT_SCALE="0")
    yield Cases(office, fresh_database, mini, ids, fresh_database_url)
    office.desk.dispose()


@pytest.fixture
def keeper(cases: Cases) -> Iterator[Engine]:
    """The database as the worker's keeper sees it."""
    made = make_engine(cases.url, role="matokeo_worker")
    yield made
    made.dispose()
