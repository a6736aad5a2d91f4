"""Swahili names of simulated elections: every kind of place and party has one, invented words stay."""

from __future__ import annotations

from data.simulate.names import _BODIES, _EMBLEMS
from data.simulate.plan import Plan
from data.simulate.register import _KINDS
from data.simulate.spoken import _BODIES as BODIES
from data.simulate.spoken import _EMBLEMS as EMBLEMS
from data.simulate.spoken import place, spoken


def test_every_kind_of_place_and_every_word_of_a_party_is_translated() -> None:
    assert [kind for kind in _KINDS if place(f"Kesanda {kind}") == f"Kesanda {kind}"] == []
    assert set(EMBLEMS) == set(_EMBLEMS)
    assert set(BODIES) == set(_BODIES)


def test_a_stream_keeps_its_number_and_an_unknown_place_its_name() -> None:
    assert place("Kesanda Primary School 2 of 3") == "Shule ya Msingi ya Kesanda 2 kati ya 3"
    assert place("Kesanda Lighthouse") == "Kesanda Lighthouse"


def test_every_station_and_party_of_a_country_is_named_once(plan: Plan) -> None:
    rows = list(spoken(plan))
    assert len({(kind, code) for kind, code, _ in rows}) == len(rows)
    kinds = [kind for kind, _, _ in rows]
    assert kinds.count("station") == plan.stations
    assert kinds.count("party") == len(plan.parties)
    assert all(0 < len(name) <= 200 for _, _, name in rows)
