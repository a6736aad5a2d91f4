"""What the page of one form shows, and the receipt of a form that is stored.

Called by `components.office.entryform` and `pages.office.entry`. The receipt stands in the page hidden until a script knows
that the form arrived, so that both ways show the very same thing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from dash.development.base_component import Component

from components.contest.progress import chip
from components.format import Clock, number
from components.i18n import N_, Translator
from components.markup import h
from data.records import EntryContest, EntryStation, FormDetail


@dataclass(frozen=True, kw_only=True)
class FormView:
    """What the page of one form shows. `place` of an area form holds the area in place of a station.

    `sources` are (source, address) to choose from, only for managers; `before` is the own form that is corrected.
    """

    t: Translator
    place: EntryStation
    contest: EntryContest
    source: str
    number: int
    total: int
    lang: str = "en"
    is_area: bool = False
    is_open: bool = True
    can_correct: bool = False
    correcting: bool = False
    before: FormDetail | None = None
    photos: int = 0
    sources: Sequence[tuple[str, str]] = ()
    next: tuple[str, str] | None = None
    here: str = ""
    home: str = "/observe"
    incident: str = "/incidents/new"

    @property
    def clock(self) -> Clock:
        """Writes times in the election's zone."""
        return Clock(self.place.timezone, self.lang)


def receipt(view: FormView, *, hidden: bool) -> Component:
    """Draw the receipt of the stored form; hidden until a script knows that it arrived."""
    t, contest = view.t, view.contest
    rows = (
        (t("State"), h("span", None, chip(t, contest.state or "preliminary"), data_r="state")),
        (t("Photo"), h("span", None, t("✓ arrived") if view.photos else t("none sent"), data_r="photo")),
        (t("Revision"), h("span", None, number(contest.revision or 1), data_r="revision")),
        (t("Next"), _next_words(t, contest.state or "preliminary")),
    )
    facts = [part for name, value in rows for part in (h("dt", None, name), h("dd", None, value))]
    correct = f"{view.here}{'&' if '?' in view.here else '?'}correct=1"
    return h(
        "section",
        "rc",
        h("h2", None, h("span", None, "✓ ", aria_hidden="true"), t("Arrived"), " ", _moment(view, contest.received_at)),
        h("p", "no", contest.receipt or "", data_r="receipt"),
        h("p", "cap", t("Read this code to your coordinator. Sending again is harmless: the same form is stored once.")),
        h("dl", None, *facts),
        h("a", "btn btn-1 wide", t("Next: {contest}", contest=view.next[1]), href=view.next[0]) if view.next else None,
        h("a", "btn wide", t("My stations"), href=view.home),
        h("p", "cap fix", h("a", None, t("Correct this form"), href=correct), " ", t("while nobody has checked it"))
        if view.can_correct or hidden
        else None,
        id="receipt",
        hidden=hidden,
        tabIndex="-1",
    )  # fmt: skip


def _moment(view: FormView, moment: datetime | None) -> Component:
    if moment is None:
        return h("time", None, "", data_r="time")
    clock = view.clock
    words = f"{clock.local(moment):%H:%M:%S} {clock.zone_name(moment)}"
    return h("time", None, words, dateTime=clock.iso(moment), data_r="time")


_NEXT = {
    "preliminary": N_("a second person types it"),
    "verified": N_("a manager confirms it"),
    "confirmed": N_("nothing: it is final"),
    "disputed": N_("a manager looks at it"),
}


def _next_words(t: Translator, state: str) -> str:
    return t(_NEXT[state]) if state in _NEXT else "–"
