"""What every picture and card says about its figures: state, time, source, version, whose they are.

Words only, for those who draw them. Must not draw.
"""

from __future__ import annotations

from components.banners import is_final_flag, status_words
from components.counts import Progress, progress_of
from components.format import clean, number
from components.shell import contest_title
from components.view import ContestView


def state_words(view: ContestView) -> str:
    """Say the state of the count as the flag does."""
    d = view.document
    return status_words(view.t, d.status, view.clock.short_date(d.published_at), by_area=d.by_area)


def state_is_final(view: ContestView) -> bool:
    """Whether the flag is filled."""
    return is_final_flag(view.document.status)


def as_of_words(view: ContestView) -> str:
    """Say the moment of the figures."""
    d = view.document
    return view.t("As of {time}", time=view.clock.full(d.as_of or d.published_at))


def tape_words(view: ContestView) -> str:
    """Say that the figures are a rehearsal's."""
    return view.t("REHEARSAL. Test figures, not results of any election.")


def source_words(view: ContestView) -> str:
    """Say what the figures are sums of, and of which version."""
    d, n = view.document, number(view.document.version)
    if d.by_area:
        return view.t("Totals declared by area, version {n}.", n=n)
    return view.t("Sums of result forms, version {n}.", n=n)


def race_words(view: ContestView) -> str:
    """Name election, contest and area."""
    d = view.document
    parts = (clean(d.election_title), contest_title(view.t, d.contest_title or d.contest), clean(d.area.name))
    return " · ".join(part for part in parts if part)


def progress(view: ContestView) -> Progress:
    """How much is counted."""
    return progress_of(view.document.stations)


def progress_title(view: ContestView) -> str:
    """Name what is counted: stations, or areas where figures come by area."""
    return progress(view).title(view.t)


def progress_words(view: ContestView) -> str:
    """Write `32% · 529 of 1,041`; an unknown number of stations is not made up."""
    done = progress(view)
    if done.total is None:
        return view.t.n(
            "{n} counted; how many there are is not known",
            "{n} counted; how many there are is not known",
            done.done,
        )
    return f"{done.percent(1) if done.done else done.percent()} · {done.of_total(view.t)}"


def held_part(view: ContestView) -> float:
    """The part of the stations whose forms are disputed and held out, 0 to 1."""
    stations = view.document.stations
    return (stations.disputed or 0) / stations.total if stations.total else 0.0
