"""Expected times learnt from arrivals, set by set, held against the plain formulas of `data.board.lateness`."""

from __future__ import annotations

import random
from datetime import datetime
from typing import Any

import pytest

from data.board.lateness import LEAST_IN_AREA, LEAST_STREAMS, enough, is_late, middle, middle_above
from tests.integration.board.conftest import Night

HILL = [f"W-1-1-1-{number}" for number in range(1, 5)]
WARD = [f"W-2-1-1-{number}" for number in range(1, 5)]  # every station a centre of its own


def test_nothing_is_expected_before_anything_has_arrived(night: Night) -> None:
    night.watch(minute=24 * 60)
    assert not any(row.is_late or row.expected_at_utc for row in night.rows().values())


def test_streams_of_a_centre_teach_once_two_and_half_of_the_others_are_in(night: Night) -> None:
    night.form(HILL[0], minute=10)
    night.watch()
    assert night.row(HILL[3]).expected_at_utc is None
    night.form(HILL[1], minute=30)
    night.watch()
    row = night.row(HILL[3])
    assert row.expected_at_utc == night.at(10), "of two, the earlier one is in the middle"
    assert row.expected_from == {"of": "centre", "in": 2, "all": 4}
    night.form(HILL[2], minute=20)
    night.watch()
    row = night.row(HILL[3])
    assert (row.expected_at_utc, row.expected_from["in"]) == (night.at(20), 3)
    assert night.row(HILL[3], "governor").expected_at_utc is None, "each contest learns from its own forms"
    assert night.row(HILL[0]).expected_at_utc is None, "what is in is not expected"


def test_a_ward_teaches_where_the_centre_cannot(night: Night) -> None:
    for minute, station in enumerate(WARD[:2]):
        night.form(station, minute=minute)
    night.watch()
    assert night.row(WARD[3]).expected_at_utc is None
    night.form(WARD[2], minute=40)
    night.watch()
    row = night.row(WARD[3])
    assert row.expected_at_utc == night.at(1)
    assert row.expected_from == {"of": "ward", "area_id": night.mini.areas["W-2-1-1"]}


def test_a_constituency_and_then_a_county_teach_in_steps_of_five_minutes(night: Night) -> None:
    for station in WARD:
        night.form(station, minute=13)
    night.watch()
    silent = night.row("W-2-1-2-1")
    assert silent.expected_at_utc == night.at(10)
    assert silent.expected_from == {"of": "constituency", "area_id": night.mini.areas["W-2-1"]}
    far = night.row("W-2-2-1-1")
    assert far.expected_at_utc is None, "four of the county's other fifteen are not half"
    for number in range(1, 5):
        night.form(f"W-2-1-2-{number}", minute=29)
    night.watch()
    far = night.row("W-2-2-1-1")
    assert far.expected_from["of"] == "county"
    assert far.expected_at_utc == night.at(10)
    assert night.row("W-1-2-1-1").expected_at_utc is None, "the country teaches nobody"


def test_a_form_becomes_late_by_the_passing_of_time_alone_and_is_not_once_it_is_in(night: Night) -> None:
    for station in HILL[:3]:
        night.form(station, minute=0)
    night.watch(minute=45)
    assert not night.row(HILL[3]).is_late, "the tolerance is not over"
    pulse = night.pulse()
    night.watch(minute=45.1)
    row = night.row(HILL[3])
    assert (row.is_late, row.attention, row.state) == (True, 2, "not_reported")
    assert night.pulse() == pulse + 1
    assert night.one("SELECT sum(late) FROM board_facets") == 1
    night.form(HILL[3], minute=50)
    night.watch(minute=51)
    row = night.row(HILL[3])
    assert (row.is_late, row.expected_at_utc, row.expected_from) == (False, None, None)
    ward = night.mini.areas["W-1-1-1"]
    assert night.one("SELECT sum(late) FROM board_facets WHERE leaf_area_id = :w", w=ward) == 0
    assert night.differences() == []


def test_the_tolerance_and_the_share_are_the_elections(night: Night) -> None:
    for station in WARD[:3]:
        night.form(station, minute=0)
    night.run("""UPDATE elections SET settings = '{"board": {"late_after_min": 10}}'""")
    night.watch(minute=11)
    assert night.row(WARD[3]).is_late
    night.run(
        """UPDATE elections SET settings = '{"board": {"late_after_min": 10, "late_min_share_pct": 100}}'"""
    )
    night.watch(minute=12)
    assert night.row(WARD[3]).is_late, "all of the others are in"
    assert night.row("W-2-1-2-1").expected_at_utc is None, "not all of the constituency is"


def test_nothing_is_late_before_the_count_or_after_it(night: Night) -> None:
    for station in HILL[:3]:
        night.form(station, minute=0)
    for status, late in (("scheduled", False), ("active", True), ("paused", True), ("completed", False)):
        night.run("UPDATE elections SET status = CAST(:s AS election_status)", s=status)
        night.watch(minute=120)
        row = night.row(HILL[3])
        assert (row.is_late, row.expected_at_utc is not None) == (late, late), status


def test_a_form_without_a_time_of_its_own_shows_none_and_teaches_nothing(night: Night) -> None:
    for station in HILL[:3]:
        night.form(station, minute=0, received_stated=False)
    night.watch(minute=120)
    assert night.row(HILL[0]).received_at_utc is None
    assert night.row(HILL[3]).expected_at_utc is None


def test_disputed_forms_have_arrived_too(night: Night) -> None:
    for station in HILL[:2]:
        night.form(station, state="disputed", hold_rule="F302", hold_detail="why")
    night.watch()
    assert night.row(HILL[3]).expected_at_utc == night.at(0)


def _expected(night: Night, rows: dict[tuple[str, str], Any], key: tuple[str, str]) -> datetime | None:
    """What the plain formulas say of one row that is not in."""
    row = rows[key]
    peers = [one for (_, contest), one in rows.items() if contest == key[1]]

    def times(chosen: list[Any]) -> list[datetime]:
        return [one.received_at_utc for one in chosen if one.received_at_utc is not None]

    centre = [one for one in peers if (one.leaf_area_id, one.centre) == (row.leaf_area_id, row.centre)]
    if enough(len(times(centre)), len(centre), least=LEAST_STREAMS):
        return middle(times(centre))
    for area in reversed(row.path_ids[1:]):
        below = [one for one in peers if area in one.path_ids]
        if not enough(len(times(below)), len(below), least=LEAST_IN_AREA):
            continue
        if area == row.leaf_area_id:
            return middle(times(below))
        wards = {one.leaf_area_id for one in below}
        weighted = []
        for ward in wards:
            arrived = times([one for one in below if one.leaf_area_id == ward])
            found = middle(arrived)
            if found is not None:
                weighted.append((found, len(arrived)))
        return middle_above(weighted)
    return None


@pytest.mark.parametrize("seed", [11, 12])
def test_the_sets_say_what_the_formulas_say(night: Night, seed: int) -> None:
    chance = random.Random(seed)
    stations = list(night.mini.stations)
    chance.shuffle(stations)
    for part in (stations[:9], stations[9:18], stations[18:24]):
        for station in part:
            night.form(station, minute=chance.randrange(0, 90))
        night.watch(minute=100)
        rows = night.rows()
        for key, row in rows.items():
            wanted = _expected(night, rows, key) if row.state == "not_reported" else None
            assert row.expected_at_utc == wanted, key
            assert row.is_late == is_late(wanted, night.now), key
