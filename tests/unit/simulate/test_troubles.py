"""Troubles of a fictional election day and its observers: the same for the same seed, with all that managers must see."""

from __future__ import annotations

from collections import Counter

import numpy as np

from data.simulate.observers import posts
from data.simulate.plan import Plan, make_plan
from data.simulate.presets import SMALL
from data.simulate.troubles import make_troubles, steps_of


def test_troubles_are_those_of_the_seed_and_no_other(plan: Plan) -> None:
    assert make_troubles(plan.country) == plan.troubles
    other = make_plan(2, SMALL).troubles
    assert [one.words for one in other] != [one.words for one in plan.troubles]


def test_day_has_every_severity_some_told_twice_some_public_and_grave_ones_left_alone(plan: Plan) -> None:
    troubles = plan.troubles
    assert 90 <= len(troubles) <= 130
    severities = Counter(one.severity for one in troubles)
    assert set(severities) == {"low", "medium", "high", "critical"}
    assert severities["critical"] < severities["medium"]
    assert any(one.severity == "critical" and one.taken is None for one in troubles)
    assert any(one.severity == "critical" and one.taken is not None for one in troubles)
    twins = [one for one in troubles if one.twin is not None]
    assert len(twins) >= 5
    for one in twins:
        first = troubles[one.twin]  # type: ignore[index]
        assert (one.station, one.category) == (first.station, first.category)
        assert 0 < one.reported - first.reported < 3
        assert first.words in one.words
    public = [one for one in troubles if one.public_words]
    assert len(public) >= 10
    names = plan.country.stations.names
    assert not any(names[one.station] in (one.public_words or "") for one in public)


def test_steps_come_in_order_and_words_name_the_station(plan: Plan) -> None:
    steps = steps_of(plan.troubles)
    assert steps == sorted(steps)
    seen: dict[int, list[str]] = {}
    for _, number, step in steps:
        seen.setdefault(number, []).append(step)
    for one in plan.troubles:
        assert seen[one.number][0] == "report"
        assert plan.country.stations.names[one.station] in one.words
        assert "{" not in one.words
        assert one.happened < one.reported
        assert abs(one.shift[0]) < 0.01
        assert abs(one.shift[1]) < 0.01
        if one.closed is not None:
            assert one.taken is not None
            assert one.closed > one.taken > one.reported


def test_most_stations_have_an_observer_who_stays_in_one_centre(plan: Plan) -> None:
    post = posts(plan.country)
    assert (post == posts(plan.country)).all()
    assert 0.8 < np.mean(post >= 0) < 1.0
    centre = plan.country.stations.centre
    for number in range(int(post.max()) + 1):
        mine = centre[post == number]
        assert 1 <= len(mine) <= 3
        assert len(set(mine.tolist())) == 1
