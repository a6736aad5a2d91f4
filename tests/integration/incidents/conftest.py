"""An office over Wendera whose wards lie on a map, with people of two counties, for tests of incidents."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
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
from tests.services import TEMPLATE, TestServices

ELECTION = "wendera-2031"
_counter = itertools.count(1)
_EMPTY = (
    "ALTER TABLE incidents DISABLE TRIGGER USER",
    "ALTER TABLE incident_events DISABLE TRIGGER USER",
    "DELETE FROM incident_attachments",
    "DELETE FROM incident_events",
    "DELETE FROM incidents",
    "ALTER TABLE incidents ENABLE TRIGGER USER",
    "ALTER TABLE incident_events ENABLE TRIGGER USER",
    "UPDATE elections SET settings = '{}', status = 'active'",
    "DELETE FROM incident_categories WHERE category_order > 12",
    "DELETE FROM incident_escalations WHERE rule = 'low_untouched'",
    "UPDATE incident_escalations SET active = true",
    "UPDATE incident_hexagons_seen SET placed = true",
    "SELECT refresh_incident_hexagons()",
)


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
    audit_mark: int = 0

    def empty(self) -> None:
        """Take out what the test before left; the audit log stays and is read from here on."""
        with self.engine.begin() as owner:
            for statement in _EMPTY:
                owner.execute(text(statement))
        self.audit_mark = self.one("SELECT coalesce(max(audit_id), 0) FROM audit_log")

    def audited(self, action: str, column: str = "audit_id") -> list[Any]:
        """A column of this test's audit rows of an action."""
        statement = f"SELECT {column} FROM audit_log WHERE action LIKE :a AND audit_id > :m ORDER BY audit_id"
        return self.all(statement, a=action, m=self.audit_mark)

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


@pytest.fixture(scope="module")
def room(
    services: TestServices, worker_name: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Cases]:
    """The office over a database that the tests of a module share, one after the other."""
    services.start_postgres()
    name = f"incidents_{worker_name}_{next(_counter)}"
    services.postgres.create_database(name, template=TEMPLATE)
    url = services.place.database_url(name)
    engine = make_engine(url)
    with engine.begin() as owner:
        mini = make_election(owner)
    place_areas(engine)
    ids = {"obs": add_user(engine, "obs", "observer", stations=[mini.stations["W-1-1-1-1"]])}
    ids["admin"] = add_user(engine, "chief", "admin")
    for person in ("m1", "m1b"):
        ids[person] = add_user(engine, person, "manager", scope=[mini.areas["W-1"]])
    ids["m2"] = add_user(engine, "m2", "manager", scope=[mini.areas["W-2"]])
    office = open_office(url, tmp_path_factory.mktemp("office"), RATE_LIMIT_SCALE="0")
    yield Cases(office, engine, mini, ids, url)
    office.desk.dispose()
    engine.dispose()
    services.postgres.drop_database(name)


@pytest.fixture
def cases(room: Cases) -> Cases:
    """The office without any incident, its election as it was made."""
    room.empty()
    return room


@pytest.fixture
def keeper(cases: Cases) -> Iterator[Engine]:
    """The database as the worker's keeper sees it."""
    made = make_engine(cases.url, role="matokeo_worker")
    yield made
    made.dispose()
