"""The script of a night: in order, complete, late in the country, and honest about what is wrong at first."""

from __future__ import annotations

import itertools

import msgspec
import numpy as np
import pytest

from data.simulate.mistakes import Mistake
from data.simulate.night import pending
from data.simulate.plan import Plan, make_plan
from data.simulate.presets import SMALL
from data.simulate.script import Action, late_county
from data.simulate.stored import Progress


def events_by_form(plan: Plan) -> dict[int, list[Action]]:
    found: dict[int, list[Action]] = {}
    for form, action in zip(plan.script.form.tolist(), plan.script.action.tolist(), strict=True):
        found.setdefault(form, []).append(Action(action))
    return found


def test_events_are_in_order_of_time_and_every_form_arrives_once(plan: Plan) -> None:
    assert (np.diff(plan.script.hours) >= 0).all()
    arrived = plan.script.form[plan.script.action == Action.ARRIVE]
    assert sorted(arrived.tolist()) == list(range(plan.forms))


def test_one_forms_events_happen_in_the_only_order_allowed_and_end_verified(plan: Plan) -> None:
    for actions in events_by_form(plan).values():
        assert actions == sorted(actions)
        assert actions[0] is Action.ARRIVE
        assert actions[-1] in (Action.VERIFY, Action.VERIFY_AGAIN)


def test_every_wrong_form_is_corrected_and_nothing_else_is(plan: Plan) -> None:
    revised = {form for form, actions in events_by_form(plan).items() if Action.REVISE in actions}
    assert revised == set(plan.script.wrong)
    assert revised


def test_no_share_of_the_forms_arrives_before_a_smaller_one(plan: Plan) -> None:
    hours = [plan.script.time_of_share(share) for share in np.linspace(0, 1, 41)]
    assert all(one <= two for one, two in itertools.pairwise(hours))
    assert hours[0] == 0.0
    assert hours[-1] == plan.script.end


def test_count_starts_slowly_peaks_and_has_a_long_tail(plan: Plan) -> None:
    script = plan.script
    half, most, last = (script.time_of_share(share) for share in (0.5, 0.9, 1.0))
    first = script.time_of_share(0.02)
    assert 0.5 < first < half < most < last
    assert last - most > most - half


def test_towns_report_before_the_country(plan: Plan) -> None:
    stations = plan.country.stations
    arrive = np.full(plan.forms, np.nan)
    arrivals = plan.script.action == Action.ARRIVE
    arrive[plan.script.form[arrivals]] = plan.script.hours[arrivals]
    crowd = plan.country.ward_means(plan.country.crowd)[stations.ward]
    town, country = crowd > np.quantile(crowd, 0.7), crowd < np.quantile(crowd, 0.3)
    assert np.median(arrive[:600][town]) < np.median(arrive[:600][country])


def test_wrong_forms_are_wrong_in_the_way_they_say(plan: Plan) -> None:
    for form, wrong in plan.script.wrong.items():
        contest, station = divmod(form, plan.stations)
        true = plan.figures[contest]
        registered = int(plan.country.stations.registered[station])
        assert min(wrong.votes) >= 0
        if wrong.mistake is Mistake.ALL_ZERO:
            assert sum(wrong.votes) == 0
        elif wrong.mistake is Mistake.WRONG_SUM:
            assert wrong.valid != sum(wrong.votes)
        elif wrong.mistake is Mistake.OVER_REGISTERED:
            assert wrong.cast > registered
        elif wrong.mistake is Mistake.SLIP:
            assert wrong.cast <= registered
            assert wrong.valid == sum(wrong.votes)
        elif wrong.mistake is Mistake.SWAPPED:
            assert sorted(wrong.votes) == sorted(true.votes[station].tolist())


@pytest.mark.parametrize("done", [0, 1, 500, 3_000, 7_000])
def test_what_is_pending_after_some_events_is_exactly_the_rest(plan: Plan, done: int) -> None:
    revision = np.zeros(plan.forms, dtype=np.int64)
    verified = np.zeros(plan.forms, dtype=bool)
    disputed = np.zeros(plan.forms, dtype=bool)
    for form, action in zip(plan.script.form[:done], plan.script.action[:done], strict=True):
        if action in (Action.ARRIVE, Action.REVISE):
            revision[form] += 1
            verified[form] = disputed[form] = False
        elif action == Action.DISPUTE:
            disputed[form] = True
        else:
            verified[form], disputed[form] = True, False
    todo = pending(plan, Progress(revision, verified, disputed))
    assert todo.tolist() == list(range(done, len(plan.script.form)))


def test_most_of_one_county_is_late_and_the_rest_of_the_night_as_without_it(plan: Plan) -> None:
    calm = make_plan(1, msgspec.structs.replace(SMALL, late_hours=0.0))
    late_of, calm_of = (_arrivals(one) for one in (plan, calm))
    county = plan.country.ward_county[plan.country.stations.ward] == late_county(plan.country)
    assert (late_of[:, ~county] == calm_of[:, ~county]).all()
    behind = late_of[0, county] - calm_of[0, county]
    assert (behind >= 0).all()
    assert 0.5 < np.mean(behind > 1.0) < 0.9  # hours; the others show what could have been expected
    assert late_of.max() <= plan.country.preset.night_hours * 1.01


def _arrivals(plan: Plan) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    """Hours by contest and station."""
    hours = np.empty(plan.forms)
    came = plan.script.action == Action.ARRIVE
    hours[plan.script.form[came]] = plan.script.hours[came]
    return hours.reshape(-1, plan.stations)


def test_some_forms_have_an_extra_digit_and_some_two_candidates_exchanged() -> None:
    for seed in range(1, 6):
        kinds = [wrong.mistake for wrong in make_plan(seed, SMALL).script.wrong.values()]
        assert kinds.count(Mistake.EXTRA_DIGIT) >= 2, seed
        assert kinds.count(Mistake.SWAPPED) >= 2, seed
