"""Puts a small fictional election straight into the store, for tests of tally and publication.

Country "Wendera" (code `W`): two counties, two constituencies each, two wards each, four stations a ward (32). Contests:
president (country, three candidates, majority with spread) and governor (county, two candidates each). No file,
no importer: what is tested here must not depend on them.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, text

LEVELS = ("country", "county", "constituency", "ward")


@dataclass
class Mini:
    """Ids of everything made, by code."""

    election_id: int
    code: str
    areas: dict[str, int] = field(default_factory=dict)
    stations: dict[str, int] = field(default_factory=dict)
    station_area: dict[str, str] = field(default_factory=dict)
    contests: dict[str, int] = field(default_factory=dict)
    races: dict[tuple[str, str], int] = field(default_factory=dict)
    candidates: dict[tuple[str, str], dict[str, int]] = field(default_factory=dict)

    def race_area(self, contest: str, ward: str) -> str:
        """Area of the race of `contest` that a ward votes in."""
        return "W" if contest == "president" else ward[:3]


def make_election(connection: Connection, *, code: str = "wendera-2031", is_test: bool = True) -> Mini:
    """Create the election with its register and contests; no forms."""

    def one(statement: str, **values: Any) -> int:
        return int(connection.execute(text(statement), values).scalar_one())

    geography = one(
        "INSERT INTO geographies (code, level_names) VALUES (:c, :l) RETURNING geography_id",
        c=f"geo-{code}",
        l=list(LEVELS),
    )
    register = one(
        "INSERT INTO registers (geography_id, code) VALUES (:g, :c) RETURNING register_id",
        g=geography,
        c=code,
    )
    election = one(
        "INSERT INTO elections (code, title, election_date, status, is_test, register_id)"
        " VALUES (:c, 'Wendera general election', '2031-05-04', 'active', :t, :r) RETURNING election_id",
        c=code, t=is_test, r=register,
    )  # fmt: skip
    mini = Mini(election, code)

    def area(area_code: str, name: str, level: int, parent: str | None) -> None:
        path = [mini.areas[area_code[:n]] for n in (1, 3, 5) if n < len(area_code)] if parent else []
        area_id = one(
            "INSERT INTO areas (geography_id, level, code, name, parent_id, path_ids)"
            " VALUES (:g, :l, :c, :n, :p, '{}') RETURNING area_id",
            g=geography, l=level, c=area_code, n=name, p=mini.areas[parent] if parent else None,
        )  # fmt: skip
        connection.execute(
            text("UPDATE areas SET path_ids = :p WHERE area_id = :a"), {"p": [*path, area_id], "a": area_id}
        )
        connection.execute(
            text("INSERT INTO register_areas (register_id, area_id) VALUES (:r, :a)"),
            {"r": register, "a": area_id},
        )
        mini.areas[area_code] = area_id

    area("W", "Wendera", 0, None)
    for county in ("W-1", "W-2"):
        area(county, f"County {county}", 1, "W")
        for constituency in (f"{county}1"[:3] + "-1", f"{county}"[:3] + "-2"):
            area(constituency, f"Constituency {constituency}", 2, county)
            for number in (1, 2):
                ward = f"{constituency}-{number}"
                area(ward, f"Ward {ward}", 3, constituency)
                for station in (1, 2, 3, 4):
                    station_code = f"{ward}-{station}"
                    mini.station_area[station_code] = ward
                    mini.stations[station_code] = one(
                        "INSERT INTO polling_stations (register_id, area_id, code, name, registered_voters, register_order)"
                        " VALUES (:r, :a, :c, :n, 500, :o) RETURNING station_id",
                        r=register, a=mini.areas[ward], c=station_code, n=f"School {station_code}", o=station,
                    )  # fmt: skip
    _contests(connection, mini, one)
    return mini


def _contests(connection: Connection, mini: Mini, one: Any) -> None:
    spread = json.dumps(
        {
            "kind": "majority_with_spread",
            "share_pct": 50,
            "spread_level": "county",
            "spread_share_pct": 25,
            "spread_areas": 2,
        }
    )
    for contest, level, rule in (("president", 0, spread), ("governor", 1, '{"kind": "plurality"}')):
        mini.contests[contest] = one(
            "INSERT INTO contests (election_id, code, title, level, ballot_order, win_rule, max_votes_per_station)"
            " VALUES (:e, :c, :t, :l, :l, CAST(:w AS jsonb), 700) RETURNING contest_id",
            e=mini.election_id, c=contest, t=contest.title(), l=level, w=rule,
        )  # fmt: skip
        for area in ("W",) if level == 0 else ("W-1", "W-2"):
            race = one(
                "INSERT INTO races (contest_id, area_id) VALUES (:c, :a) RETURNING race_id",
                c=mini.contests[contest], a=mini.areas[area],
            )  # fmt: skip
            mini.races[contest, area] = race
            names = ("asha", "juma", "neema") if level == 0 else ("pendo", "baraka")
            mini.candidates[contest, area] = {
                name: one(
                    "INSERT INTO candidates (race_id, code, name, ballot_order) VALUES (:r, :c, :n, :o) RETURNING candidate_id",
                    r=race,
                    c=name,
                    n=name.title(),
                    o=order,
                )
                for order, name in enumerate(names, start=1)
            }


def add_form(
    connection: Connection, mini: Mini, station: str, contest: str, votes: dict[str, int], **fields: Any
) -> int:
    """Store one counting form, verified unless `state` says otherwise; return its id."""
    ward = mini.station_area[station]
    area = mini.race_area(contest, ward)
    values: dict[str, Any] = {
        "race_id": mini.races[contest, area], "leaf_area_id": mini.areas[ward], "station_id": mini.stations[station],
        "source": "34a", "is_counting": True, "state": "verified", "registered_voters": 500,
        "valid_votes": sum(votes.values()), "rejected_votes": 2, "votes_cast": sum(votes.values()) + 2,
        "received_at_utc": datetime(2031, 5, 4, 17, 30, tzinfo=UTC), **fields,
    }  # fmt: skip
    columns = ", ".join(values)
    marks = ", ".join("CAST(:state AS form_state)" if name == "state" else f":{name}" for name in values)
    form = connection.execute(
        text(f"INSERT INTO result_forms ({columns}) VALUES ({marks}) RETURNING form_id"), values
    ).scalar_one()
    ids = mini.candidates[contest, area]
    connection.execute(
        text("INSERT INTO form_votes (form_id, candidate_id, votes) VALUES (:f, :c, :v)"),
        [{"f": form, "c": ids[name], "v": count} for name, count in votes.items()],
    )
    return int(form)
