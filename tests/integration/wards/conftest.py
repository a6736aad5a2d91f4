"""An office over Wendera with a count under way, an earlier election of the same areas, and people of two counties.

Made once for all tests of this folder: they only read, but for those that ask for `own_world`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, text

from data.engine import make_engine
from data.tally.worker import drain
from tests.election_factory import Mini, add_form, make_election
from tests.office import Office, SignedIn, add_user, open_office
from tests.services import TEMPLATE, TestServices

WARD, OTHER_COUNTY = "W-1-1-1", "W-2-1-1"
#: Figures that only a form entered once has: no page may hold them.
WITHHELD = 443
EVIL = "<script>alert(1)</script>"


@dataclass
class World:
    """The office, its election and its people, signed in when first named."""

    office: Office
    engine: Engine
    mini: Mini
    ids: dict[str, int]
    url: str
    clients: dict[str, SignedIn] = field(default_factory=dict)

    def as_(self, name: str) -> SignedIn:
        """The client of `admin`, `m1` (manager of county 1), `m2` (county 2), `ward` (of one ward) or `obs`."""
        if name not in self.clients:
            self.clients[name] = self.office.sign_in(self.ids[name])
        return self.clients[name]

    def report(self, area: str = WARD, *, who: str = "m1", query: str = "") -> dict[str, Any]:
        """The JSON of an area's page."""
        reply = self.as_(who).get(f"/api/v1/wards/{self.mini.code}/{area}{query}")
        assert reply.status_code == 200, reply.text
        found: dict[str, Any] = reply.json  # type: ignore[assignment]
        return found

    def page(self, area: str = WARD, *, who: str = "m1", query: str = "") -> str:
        """The HTML of an area's page."""
        reply = self.as_(who).get(f"/manage/wards/{self.mini.code}/{area}{query}")
        assert reply.status_code == 200, reply.text
        return reply.text


@pytest.fixture(scope="module")
def world(
    services: TestServices, worker_name: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[World]:
    """The world that tests of one module read."""
    with _make(services, f"wards_{worker_name}", tmp_path_factory.mktemp("wards")) as made:
        yield made


@pytest.fixture
def own_world(services: TestServices, worker_name: str, tmp_path: Path) -> Iterator[World]:
    """A world of this test alone."""
    with _make(services, f"own_wards_{worker_name}", tmp_path) as made:
        yield made


@contextmanager
def _make(services: TestServices, name: str, folder: Path) -> Iterator[World]:
    services.start_postgres()
    services.postgres.create_database(name, template=TEMPLATE)
    url = services.place.database_url(name)
    engine = make_engine(url)
    with engine.begin() as connection:
        mini = make_election(connection)
    scopes = {"m1": ["W-1"], "m2": ["W-2"], "ward": [WARD]}
    ids = {n: add_user(engine, n, "manager", scope=[mini.areas[a] for a in s]) for n, s in scopes.items()}
    ids |= {"obs": add_user(engine, "obs", "observer"), "admin": add_user(engine, "admin", "admin")}
    with engine.begin() as connection:
        _count(connection, mini, ids["obs"])
        _earlier(connection, mini)
        _matters(connection, mini, ids["obs"])
    with engine.connect() as connection:
        drain(connection)
        connection.execute(text("SELECT refresh_views()"))
        connection.commit()
    office = open_office(url, folder)
    yield World(office, engine, mini, ids, url)
    office.desk.dispose()
    engine.dispose()
    services.postgres.drop_database(name)


def _count(connection: Connection, mini: Mini, observer: int) -> None:
    """Two stations of the ward count, one form waits for its second entry, one station has not reported."""
    add_form(connection, mini, f"{WARD}-1", "president", {"asha": 200, "juma": 100, "neema": 0})
    add_form(
        connection,
        mini,
        f"{WARD}-2",
        "president",
        {"asha": 100, "juma": 150, "neema": 50},
        rejected_votes=52,
        votes_cast=352,
    )
    waiting = {"asha": 7, "juma": WITHHELD, "neema": 0}
    add_form(
        connection, mini, f"{WARD}-3", "president", waiting, state="preliminary", entered_by=observer,
        valid_votes=450, votes_cast=452,
    )  # fmt: skip
    add_form(connection, mini, f"{WARD}-1", "governor", {"pendo": 220, "baraka": 80})
    add_form(connection, mini, "W-1-1-2-1", "president", {"asha": 10, "juma": 90, "neema": 0})
    connection.execute(text("UPDATE candidates SET name = :n WHERE code = 'neema'"), {"n": EVIL})


def _earlier(connection: Connection, mini: Mini) -> None:
    """An election five years before: by ward, other candidates, one ward that was another area then."""

    def one(statement: str, **values: Any) -> int:
        return int(connection.execute(text(statement), values).scalar_one())

    geography = one("SELECT geography_id FROM areas WHERE area_id = :a", a=mini.areas["W"])
    register = one(
        "INSERT INTO registers (geography_id, code) VALUES (:g, 'then') RETURNING register_id", g=geography
    )
    connection.execute(
        text(
            "INSERT INTO register_areas (register_id, area_id) SELECT :r, area_id FROM areas WHERE geography_id = :g"
        ),
        {"r": register, "g": geography},
    )
    election = one(
        "INSERT INTO elections (code, title, election_date, status, is_test, register_id)"
        " VALUES ('wendera-2026', 'Wendera 2026', '2026-05-04', 'completed', true, :r) RETURNING election_id",
        r=register,
    )
    parties = {}
    for number in (mini.election_id, election):
        for code in ("lion", "tree"):
            parties[number, code] = one(
                "INSERT INTO parties (election_id, code, name, abbreviation) VALUES (:e, :c, :n, :c) RETURNING party_id",
                e=number, c=code, n=f"{code.title()} Party",
            )  # fmt: skip
    for name, party in (("pendo", "lion"), ("baraka", "tree")):
        connection.execute(
            text("UPDATE candidates SET party_id = :p WHERE code = :c"),
            {"p": parties[mini.election_id, party], "c": name},
        )
    then: dict[str, tuple[str, dict[str, str | None]]] = {
        "president": ("W", {"asha": None, "juma": None, "halima": None}),
        "governor": ("W-1", {"zawadi": "lion", "baraka": "tree"}),
    }
    results = (
        ("president", WARD, {"asha": 400, "juma": 100, "halima": 500}),
        ("president", "W-1-2-1", {"asha": 30, "juma": 60, "halima": 10}),
        ("governor", WARD, {"zawadi": 600, "baraka": 300}),
    )
    for contest, (area, standing) in then.items():
        now = mini.contests[contest]
        before = one(
            "INSERT INTO contests (election_id, code, title, level, counting_source)"
            " SELECT :e, code, title, level, 'portal' FROM contests WHERE contest_id = :c RETURNING contest_id",
            e=election, c=now,
        )  # fmt: skip
        race = one(
            "INSERT INTO races (contest_id, area_id) VALUES (:c, :a) RETURNING race_id",
            c=before,
            a=mini.areas[area],
        )
        ids = {
            code: one(
                "INSERT INTO candidates (race_id, code, name, party_id) VALUES (:r, :c, :n, :p) RETURNING candidate_id",
                r=race,
                c=code,
                n=code.title(),
                p=parties[election, party] if party else None,
            )
            for code, party in standing.items()
        }
        _area_forms(connection, mini, race, ids, [(a, v) for c, a, v in results if c == contest])
        for code in ids.keys() & mini.candidates[contest, area].keys():
            connection.execute(
                text("INSERT INTO baseline_links VALUES (:n, :b, :c, :c)"), {"n": now, "b": before, "c": code}
            )
        if contest == "president":
            connection.execute(
                text("INSERT INTO baseline_areas VALUES (:n, :a, :b)"),
                {"n": now, "a": mini.areas["W-1-1-2"], "b": mini.areas["W-1-2-1"]},
            )


def _area_forms(
    connection: Connection,
    mini: Mini,
    race: int,
    ids: dict[str, int],
    results: list[tuple[str, dict[str, int]]],
) -> None:
    for area, votes in results:
        valid = sum(votes.values())
        form = connection.execute(
            text(
                "INSERT INTO result_forms (race_id, leaf_area_id, source, is_counting, state, registered_voters, valid_votes,"
                " rejected_votes, votes_cast, stations_total, stations_reported, received_at_utc)"
                " VALUES (:r, :a, 'portal', true, 'verified', 1800, :v, 10, :cast, 4, 4, now()) RETURNING form_id"
            ),
            {"r": race, "a": mini.areas[area], "v": valid, "cast": valid + 10},
        ).scalar_one()
        for code, count in votes.items():
            connection.execute(
                text("INSERT INTO form_votes VALUES (:f, :c, :v)"), {"f": form, "c": ids[code], "v": count}
            )


def _matters(connection: Connection, mini: Mini, observer: int) -> None:
    """An incident in each county, a finding in the form that waits and one in a form that counts, an alert."""
    for area, severity in ((WARD, "critical"), (OTHER_COUNTY, "low")):
        connection.execute(
            text(
                "INSERT INTO incidents (uid, election_id, category, severity, area_id, station_id, description,"
                " happened_at_utc, reported_by, receipt, request_sha256) VALUES (gen_random_uuid(), :e, 'violence',"
                " CAST(:s AS incident_severity), :a, :t, 'Shouting at the gate.', now(), :u, 'AA-BBBB-CC', '\\x00')"
            ),
            {
                "e": mini.election_id,
                "s": severity,
                "a": mini.areas[area],
                "t": mini.stations[f"{area}-1"],
                "u": observer,
            },
        )
    connection.execute(
        text(
            "INSERT INTO anomaly_findings (election_id, race_id, area_id, station_id, form_id, rule, score, numbers)"
            " SELECT :e, f.race_id, f.leaf_area_id, f.station_id, f.form_id,"
            "  CASE f.state WHEN 'preliminary' THEN 'digit_slip' ELSE 'turnout_outlier' END, 0.5, '{}'"
            " FROM result_forms f WHERE f.race_id = :r AND f.leaf_area_id = :a AND f.station_id = ANY (:s)"
        ),
        {
            "e": mini.election_id, "r": mini.races["president", "W"], "a": mini.areas[WARD],
            "s": [mini.stations[f"{WARD}-2"], mini.stations[f"{WARD}-3"]],
        },
    )  # fmt: skip
    connection.execute(
        text("INSERT INTO alert_rules (kind, severity) VALUES ('late_area', 'high') ON CONFLICT DO NOTHING")
    )
    connection.execute(
        text(
            "INSERT INTO alerts (election_id, kind, dedupe_key, severity, area_id, numbers)"
            " VALUES (:e, 'late_area', 'w', 'high', :a, '{}')"
        ),
        {"e": mini.election_id, "a": mini.areas[WARD]},
    )
