"""Figures of a simulated election hold together; contests and ballots are what the country elects."""

from __future__ import annotations

import numpy as np
import pytest

from data.simulate.ballot import CONTESTS, NOBODY, win_rule
from data.simulate.plan import Plan


def test_votes_of_every_true_form_add_up_and_stay_within_the_register(plan: Plan) -> None:
    registered = plan.country.stations.registered
    for figures in plan.figures:
        assert (figures.votes.sum(axis=1) == figures.valid).all()
        assert (figures.valid + figures.rejected == figures.cast).all()
        assert (figures.cast <= registered).all()
        assert figures.votes.min() >= 0


def test_nobody_gets_votes_where_nobody_stands(plan: Plan) -> None:
    for ballot, figures in zip(plan.ballots, plan.figures, strict=True):
        absent = (ballot.party == NOBODY)[figures.race]
        assert figures.votes[absent].sum() == 0
        assert ballot.shares.sum(axis=1) == pytest.approx(1.0)


def test_turnout_and_rejected_ballots_are_as_in_real_elections(plan: Plan) -> None:
    president = plan.figures[0]
    registered = plan.country.stations.registered.sum()
    assert 0.55 < president.cast.sum() / registered < 0.75
    assert 0.005 < president.rejected.sum() / president.cast.sum() < 0.02


def test_strength_is_alike_in_wards_that_are_near(plan: Plan) -> None:
    country = plan.country
    centres = np.stack([country.ward_means(country.unit[:, axis]) for axis in (0, 1)], axis=1)
    away = np.hypot(*(centres[:, None, :] - centres[None, :, :]).T)
    np.fill_diagonal(away, np.inf)
    nearest = away.argmin(axis=1)
    for party in range(3):
        strength = plan.strength[:, party]
        assert np.corrcoef(strength, strength[nearest])[0, 1] > 0.6


def test_every_area_of_a_contest_has_a_ballot_of_four_to_eight_with_distinct_people(plan: Plan) -> None:
    everyone: set[str] = set()
    for ballot in plan.ballots:
        assert len(ballot.names) == len(plan.country.levels[ballot.contest.level].codes)
        for names, codes in zip(ballot.names, ballot.codes, strict=True):
            assert 4 <= len(names) <= 8
            assert len(set(codes)) == len(codes)
            assert not everyone & set(names)
            everyone |= set(names)


def test_six_contests_on_four_levels_and_only_the_presidency_needs_a_spread() -> None:
    assert [contest.level for contest in CONTESTS] == [0, 1, 1, 1, 2, 3]
    rule = win_rule(CONTESTS[0], 47)
    assert rule == {
        "kind": "majority_with_spread", "share_pct": 50, "spread_level": "county", "spread_share_pct": 25, "spread_areas": 24,
    }  # fmt: skip
    assert all(win_rule(contest, 47) == {"kind": "plurality"} for contest in CONTESTS[1:])


def test_parties_differ_in_colour_and_some_have_none(plan: Plan) -> None:
    colors = [party.color for party in plan.parties]
    known = [color for color in colors if color is not None]
    assert None in colors
    assert len(set(known)) == len(known)
    assert all(color is not None for color in colors[:4])
    assert len({party.code for party in plan.parties}) == len(plan.parties)
