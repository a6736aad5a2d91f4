"""Incidents on the map: hexagons, points and hotspots, only of the asker's areas, whatever is asked."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import h3
import pytest
from sqlalchemy import Engine

from data.incidents.chore import chores
from data.publish.options import WorkerOptions
from tests.integration.incidents.conftest import Cases

WORLD = "-180,-90,180,90"
FAR = "W-2-1-1-1"


def asked(cases: Cases, name: str, what: str, query: str = "") -> dict[str, Any]:
    """What the map's API answers a person."""
    reply = cases.as_(name).get(f"/api/v1/incidents/{what}?{query}")
    assert reply.status_code == 200, reply.text
    found: dict[str, Any] = reply.get_json()
    return found


@pytest.fixture
def night(cases: Cases) -> Cases:
    """Six incidents in three hours: four in county 1, two in county 2."""
    start = datetime(2026, 11, 20, 17, 30, tzinfo=UTC)
    for n, (station, severity) in enumerate(
        [("W-1-1-1-1", "high"), ("W-1-1-1-2", "low"), ("W-1-1-1-3", "low"), ("W-1-2-1-1", "low"), (FAR, "critical"), (FAR, "low")]
    ):  # fmt: skip
        cases.add(station, severity=severity, happened_at=start + timedelta(hours=n % 3))
    cases.refresh()
    return cases


def test_hexagons_count_each_incident_once_at_every_resolution(night: Cases) -> None:
    for resolution in (4, 5, 6, 7):
        found = asked(night, "admin", "heat", f"resolution={resolution}&status=all")
        assert sum(cell[1] for cell in found["cells"]) == found["total"] == 6
        assert sum(cell[2] for cell in found["cells"]) == 2, "high or critical"
        assert {h3.get_resolution(cell[0]) for cell in found["cells"]} == {resolution}
        assert all(5 <= len(cell[3]) <= 7 for cell in found["cells"])
    assert [hour[1] for hour in found["hours"]] == [2, 2, 2]


def test_the_short_way_without_filters_counts_what_the_long_way_counts(night: Cases) -> None:
    """A window of all hours takes the rows by hour; no window takes the sums of a hexagon."""
    night.run("UPDATE incidents SET status = 'resolved' WHERE severity IN ('high', 'critical')")
    night.run("UPDATE incident_hexagons_seen SET placed = true")
    night.refresh()
    ever = "from=2000-01-01T00:00:00Z&to=2100-01-01T00:00:00Z"
    totals = []
    for status in ("all", "reported", "resolved", "reported,investigating", "dismissed"):
        for resolution in (4, 5, 6, 7):
            query = f"resolution={resolution}&status={status}"
            short, long = asked(night, "m1", "heat", query), asked(night, "m1", "heat", f"{query}&{ever}")
            assert short["cells"] == long["cells"], query
        totals.append(sum(cell[1] for cell in short["cells"]))
    assert totals == [4, 3, 1, 3, 0]


def test_zoom_box_filters_and_hours_choose_what_is_counted(night: Cases) -> None:
    assert asked(night, "admin", "heat", "zoom=3")["resolution"] == 4
    assert asked(night, "admin", "heat", "zoom=20")["resolution"] == 7
    for query, total in {
        "severity=high,critical": 2, "category=bribery": 0, "status=resolved": 0, "box=36,0,36.1,0.1": 3, "box=0,0,1,1": 0,
        "to=2026-11-20T17:59:00Z": 2, "from=2026-11-20T18:00:00Z": 4, "from=2026-11-20T18:00:00Z&to=2026-11-20T18:00:00Z": 2,
    }.items():  # fmt: skip
        assert asked(night, "admin", "heat", query)["total"] == total, query


def test_nobody_counts_incidents_of_another_county(night: Cases) -> None:
    assert asked(night, "m2", "heat")["total"] == 2
    assert asked(night, "m1", "heat")["total"] == 4
    assert len(asked(night, "m2", "points", f"box={WORLD}")["points"]) == 2
    spots = asked(night, "m2", "hotspots", "level=county")
    assert ([spot["area"]["code"] for spot in spots["hotspots"]], spots["stations"]) == (["W-2"], 16)
    for what in ("heat", "points", "hotspots", "outlines"):
        assert night.as_("obs").get(f"/api/v1/incidents/{what}?box={WORLD}").status_code == 403
        assert night.office.stranger().get(f"/api/v1/incidents/{what}").status_code == 401
    for function in (
        "incident_heat(1::smallint, 4, NULL, NULL, NULL, NULL, NULL, NULL, 9)",
        "incident_points(1::smallint, ARRAY[-180,-90,180,90]::float8[], NULL, NULL, NULL, NULL, NULL, NULL, 9)",
        "incident_rates(1::smallint, 1, NULL, NULL, NULL, NULL, NULL) WHERE incidents > 0",
    ):
        with night.office.desk.entry.begin() as connection:
            assert connection.exec_driver_sql(f"SELECT count(*) FROM {function}").scalar_one() == 0, (
                "nobody in particular"
            )


def test_points_are_paged_by_what_was_stored_last(night: Cases) -> None:
    first = asked(night, "admin", "points", f"box={WORLD}&limit=4")
    rest = asked(night, "admin", "points", f"box={WORLD}&limit=4&before={first['next']}")
    assert (len(first["points"]), len(rest["points"]), rest["next"]) == (4, 2, None)
    assert len({point["incident"] for point in first["points"] + rest["points"]}) == 6
    assert not any(point["precise"] for point in first["points"]), "only stations were named"


def test_hotspots_rank_by_surprise_against_the_stations(night: Cases) -> None:
    found = asked(night, "admin", "hotspots", "level=ward")
    first = found["hotspots"][0]
    assert (first["area"]["code"], first["incidents"], first["stations"]) == ("W-1-1-1", 3, 4)
    assert first["times"] > 1 > first["expected"]
    assert found["incidents"] == 6
    assert asked(night, "admin", "hotspots", "level=ward&from=2030-01-01T00:00:00Z")["hotspots"] == []


@pytest.mark.parametrize("what", ["heat", "points", "hotspots"])
def test_absurd_questions_are_refused(cases: Cases, what: str) -> None:
    for query in (
        "box=1,2,3", "box=a,b,c,d", "box=nan,0,1,1", "box=9,0,1,1", "from=yesterday&box=0,0,1,1", "category=x;y&box=0,0,1,1",
    ):  # fmt: skip
        assert cases.as_("admin").get(f"/api/v1/incidents/{what}?{query}").status_code == 400, query
    assert cases.as_("admin").get(f"/api/v1/incidents/{what}?election=none&box=0,0,1,1").status_code == 404
    for query in ("resolution=9", "zoom=-1"):
        assert cases.as_("admin").get(f"/api/v1/incidents/heat?{query}").status_code == 400


def test_the_keeper_places_refreshes_and_then_rests(cases: Cases, keeper: Engine) -> None:
    uid = cases.add()
    cases.run("UPDATE incidents SET cell_4 = NULL, cell_5 = NULL, cell_6 = NULL, cell_7 = NULL")
    (hexagons,) = [
        c
        for c in chores(WorkerOptions("", cases.office.settings.store, cases.office.settings.store, None))
        if "hexagons" in c.name
    ]
    assert asked(cases, "admin", "heat")["total"] == 0
    assert hexagons.work(keeper) is False
    assert cases.row(uid).cell_7 is not None
    assert asked(cases, "admin", "heat")["total"] == 1
    before = cases.one("SELECT refreshed_at_utc FROM incident_hexagons_seen")
    hexagons.work(keeper)
    assert cases.one("SELECT refreshed_at_utc FROM incident_hexagons_seen") == before, (
        "nothing new: no refresh"
    )


def test_a_merged_incident_is_on_the_map_once(cases: Cases) -> None:
    first, second = cases.add(), cases.add()
    cases.post("m1", second, "merge", {"into": str(first)})
    cases.refresh()
    assert asked(cases, "m1", "heat", "status=all")["total"] == 1
    assert len(asked(cases, "m1", "points", f"box={WORLD}&status=all")["points"]) == 1
