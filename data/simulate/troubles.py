"""What goes wrong on a fictional election day: incidents with their places, words and what becomes of them.

`make_troubles` gives the same troubles for the same country. Called by `plan`; pure. Times are hours after the close of the
polls (before it: negative). Some tell of the same thing twice, some a moderator made public, some grave ones nobody takes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from data.simulate.country import Country
from data.simulate.noise import generator

# Category, share of all, hours (from, to) in which it happens, severities by weight (low, medium, high, critical).
_KINDS = (
    ("late_opening", 0.13, (-11.0, -8.0), (5, 4, 1, 0)),
    ("materials", 0.10, (-11.0, -2.0), (3, 5, 2, 0)),
    ("technology", 0.14, (-10.5, 3.0), (3, 5, 2, 0)),
    ("register", 0.09, (-10.5, -0.5), (4, 5, 1, 0)),
    ("access", 0.10, (-9.0, 4.0), (1, 5, 4, 0)),
    ("secrecy", 0.06, (-10.0, -0.5), (2, 5, 3, 0)),
    ("bribery", 0.07, (-10.0, -0.5), (1, 5, 4, 0)),
    ("intimidation", 0.09, (-8.0, 6.0), (0, 3, 5, 2)),
    ("violence", 0.07, (-6.0, 7.0), (0, 1, 4, 5)),
    ("counting", 0.08, (0.3, 8.0), (1, 5, 4, 0)),
    ("form", 0.05, (1.0, 10.0), (0, 4, 5, 1)),
    ("other", 0.02, (-10.0, 8.0), (7, 3, 0, 0)),
)
_SEVERITIES = ("low", "medium", "high", "critical")
_WORDS: dict[str, tuple[str, ...]] = {
    "late_opening": (
        "The doors of {place} opened {n} minutes late; the queue is about {m} people.",
        "Nobody has unlocked {place} yet. The officer is waiting outside with the boxes.",
        "{place} opened late because the seals were counted twice. Voting goes on now.",
    ),
    "materials": (
        "The ballot papers of one contest are missing at {place}; voting of that contest waits.",
        "{place} has two pads fewer than its register needs.",
        "The stamp pad at {place} is dry and there is no second one.",
    ),
    "technology": (
        "The tablet of {place} does not start; names are looked up on paper. About {m} people wait.",
        "No network at {place} for {n} minutes. The officer wants to drive to the next hill.",
        "The battery of the reader at {place} is empty and the spare does not fit.",
    ),
    "register": (
        "{m} people at {place} are not in the list although they have a slip for this station.",
        "The pages of the register at {place} begin with the letter K; the first part is not there.",
        "People of the next stream are in the list of {place}, and the other way round.",
    ),
    "access": (
        "Two agents were sent out of {place} and told to wait at the gate.",
        "The observer may not stand where the papers are shown at {place}.",
        "An agent without a badge sits beside the officer at {place}.",
    ),
    "secrecy": (
        "The booth at {place} faces the window; people outside can see the papers.",
        "Somebody takes pictures of marked papers inside {place}.",
        "Voters at {place} are asked aloud for whom they vote before they are helped.",
    ),
    "bribery": (
        "A man gives out small notes behind {place}; he left when we came nearer.",
        "Bags of flour are handed out from a van near {place}.",
    ),
    "intimidation": (
        "A group of about {n} stands at the gate of {place} and asks who people voted for.",
        "Shouting at {place}: agents of two parties accuse each other. Voters are leaving.",
        "Two motorcycles circle {place} since {n} minutes; the queue has moved inside.",
    ),
    "violence": (
        "Stones were thrown at {place}. One person is hurt, the doors are closed.",
        "A fight at the gate of {place}; the officer has called for help {n} minutes ago.",
        "Smoke behind {place}. The boxes were carried to the other room.",
    ),
    "counting": (
        "The count at {place} began before the last voter was out.",
        "Papers with two marks are read as valid at {place}; the agents object.",
        "The candle at {place} went out and the count is interrupted since {n} minutes.",
    ),
    "form": (
        "The result form is not at the door of {place} although the count has ended.",
        "A figure on the form of {place} was written over without a signature.",
    ),
    "other": (
        "Rain comes through the roof of {place}; the tables were moved.",
        "A wedding party passes {place}; voting was still for {n} minutes.",
    ),
}
_AGAIN = (
    "We hear the same from a second person: {words}",
    "{words} (Seen by another observer.)",
    "Again at the same place: {words}",
)
#: What a moderator makes of it for everybody: no station, no person, no party.
_PUBLIC = {
    "late_opening": "A station in this area opened late. Voting went on after that.",
    "materials": "Voting materials were missing at a station of this area and have been asked for.",
    "technology": "Equipment failed at a station of this area; work went on with paper.",
    "register": "Voters in this area were not found in the list of their station. It is being looked into.",
    "access": "Agents or observers in this area say that they were kept out. It is being looked into.",
    "intimidation": "A disturbance near a station of this area was reported.",
    "violence": "A station in this area was closed for a while for the safety of people.",
    "counting": "The count at a station of this area was interrupted.",
}
_AGAIN_SHARE, _PUBLIC_SHARE = 0.14, 0.35
# Nobody takes so many of each; of critical ones every third, beginning with the first, so that each night has one.
_LEFT = {"low": 0.45, "medium": 0.3, "high": 0.2, "critical": 0.0}
_LEFT_CRITICAL = 3
_METRE_DEG = 1 / 111_000


@dataclass(frozen=True, slots=True)
class Trouble:
    """One incident and its story; `None` hours: it never comes to that. `shift` moves its point off the station, degrees.

    `source` is observer, manager or public; `twin` the number of the incident that it tells of again.
    """

    number: int
    station: int
    category: str
    severity: str
    words: str
    source: str
    happened: float
    reported: float
    shift: tuple[float, float]
    taken: float | None = None
    closed: float | None = None
    dismissed: bool = False
    moderated: float | None = None
    public_words: str | None = None
    twin: int | None = None


def make_troubles(country: Country) -> tuple[Trouble, ...]:
    """Return the troubles of a country's election day, `troubles_per_1000` of its preset for a thousand stations."""
    stations = len(country.stations.ward)
    count = round(country.preset.troubles_per_1000 * stations / 1000)
    rng = generator(country.seed, "troubles")
    # Troubles gather: a third of the wards have most of them.
    weight = rng.lognormal(0.0, 1.1, country.preset.wards)[country.stations.ward]
    at = rng.choice(stations, count, p=weight / weight.sum())
    kinds = rng.choice(len(_KINDS), count, p=np.array([kind[1] for kind in _KINDS]))
    scale = country.preset.night_hours / 15.0
    made: list[Trouble] = []
    critical = 0
    for station, kind in zip(at.tolist(), kinds.tolist(), strict=True):
        one = _trouble(rng, country, len(made), station=station, kind=kind, scale=scale)
        if one.severity == "critical":
            critical += 1
            if critical % _LEFT_CRITICAL == 1:
                one = replace(one, taken=None, closed=None)
        made.append(one)
        if rng.uniform() < _AGAIN_SHARE:
            made.append(_again(rng, one, len(made)))
    return tuple(made)


def _trouble(
    rng: np.random.Generator, country: Country, number: int, *, station: int, kind: int, scale: float
) -> Trouble:
    category, _, (first, last), weights = _KINDS[kind]
    severity = _SEVERITIES[int(rng.choice(4, p=np.array(weights) / sum(weights)))]
    happened = float(rng.uniform(first, last))
    happened = happened * scale if happened > 0 else happened
    reported = happened + float(rng.exponential(0.3)) + 0.05
    template = _WORDS[category][int(rng.integers(len(_WORDS[category])))]
    place = country.stations.names[station]
    words = template.format(place=place, n=int(rng.integers(2, 12)) * 5, m=int(rng.integers(3, 30)) * 10)
    source = "observer" if (draw := rng.uniform()) < 0.8 else "public" if draw < 0.92 else "manager"
    if source == "public":
        severity = "medium"  # strangers do not say how grave it is; a manager does
    one = Trouble(
        number=number, station=station, category=category, severity=severity, words=words, source=source,
        happened=happened, reported=reported, shift=_shift(rng, 120.0),
    )  # fmt: skip
    return _fate(rng, one)


def _fate(rng: np.random.Generator, one: Trouble) -> Trouble:
    """Decide who takes it when, what becomes of it, and whether everybody reads of it."""
    draws = rng.uniform(size=4)
    taken = closed = moderated = None
    if draws[0] >= _LEFT[one.severity]:
        taken = one.reported + 0.1 + float(rng.exponential(0.25 if one.severity == "critical" else 0.9))
        if draws[1] < 0.6:
            closed = taken + 0.4 + float(rng.exponential(1.8))
    words = _PUBLIC.get(one.category)
    if words is not None and draws[2] < _PUBLIC_SHARE and one.source != "public":
        moderated = one.reported + 0.3 + float(rng.exponential(0.5))
    return replace(
        one,
        taken=taken,
        closed=closed,
        dismissed=bool(draws[3] < 0.15),
        moderated=moderated,
        public_words=words if moderated is not None else None,
    )


def _again(rng: np.random.Generator, one: Trouble, number: int) -> Trouble:
    """Return a second report of the same thing, a little later and a few metres off; nobody has joined them yet."""
    words = _AGAIN[int(rng.integers(len(_AGAIN)))].format(words=one.words)
    later = one.reported + 0.05 + float(rng.exponential(0.25))
    return replace(
        one, number=number, words=words, happened=one.happened + 0.05, reported=later, shift=_shift(rng, 60.0),
        source="observer", taken=None, closed=None, dismissed=False, moderated=None, public_words=None, twin=one.number,
    )  # fmt: skip


def _shift(rng: np.random.Generator, metres: float) -> tuple[float, float]:
    east, north = rng.normal(0.0, metres * _METRE_DEG, 2)
    return float(east), float(north)


def steps_of(troubles: tuple[Trouble, ...]) -> list[tuple[float, int, str]]:
    """Return all that happens to troubles as (hour, number, step), in order of time: report, moderate, take, close."""
    hours: tuple[tuple[str, Callable[[Trouble], float | None]], ...] = (
        ("report", lambda one: one.reported),
        ("moderate", lambda one: one.moderated),
        ("take", lambda one: one.taken),
        ("close", lambda one: one.closed),
    )
    steps = [
        (at, one.number, name) for one in troubles for name, when in hours if (at := when(one)) is not None
    ]
    return sorted(steps)
