"""The observer's stations, the contests of one of them, and what is still on this phone.

Called by `pages.office.observe` and `pages.office.station`. What is on the phone is written by scripts: the server does
not know of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from urllib.parse import quote

from dash.development.base_component import Component

from components.contest.progress import chip, nil_chip
from components.format import Clock, clean, number
from components.i18n import N_, Translator
from components.markup import Node, h
from components.office.entryform import source_title
from components.shell import contest_title
from data.records import ContestState, EntryContest, EntryStation, MyStation


def form_address(
    election: str, place: str, contest: str = "", *, is_area: bool = False, source: str = ""
) -> str:
    """Return the address of a place's forms, or of one form."""
    parts = ["/observe", quote(election, safe=""), *(["area"] if is_area else []), quote(place, safe="")]
    tail = f"?source={quote(source, safe='')}" if source else ""
    return "/".join([*parts, *([quote(contest, safe="")] if contest else [])]) + tail


def stations_page(t: Translator, stations: Sequence[MyStation], *, may_enter_all: bool) -> Component:
    """Draw the list of stations by election, and the place for what is on the phone."""
    parts: list[Node] = [h("h1", "ttl", t("My stations"))]
    for _, group in groupby(stations, key=lambda station: station.election):
        parts.append(_election(t, list(group)))
    if not stations:
        parts.append(_none(t, may_enter_all=may_enter_all))
    parts.append(_phone(t))
    ways = [h("a", "btn wide", t("Report an incident"), href="/incidents/new")]
    ways.append(h("a", "btn wide", t("Incidents I reported"), href="/incidents"))
    if may_enter_all:
        ways.insert(0, h("a", "btn btn-1 wide", t("Enter a form of any place I work in"), href="/enter"))
    return h("div", "mine", *parts, h("div", "stack2", *ways))


def _election(t: Translator, stations: Sequence[MyStation]) -> Component:
    first = stations[0]
    done = sum(1 for s in stations for c in s.contests if c.state is not None)
    wanted = sum(len(s.contests) for s in stations)
    placed = any(s.latitude is not None for s in stations)
    closed = None if first.open else h("p", "note-plain", t("Forms are not taken at this moment."))
    near = None
    if placed:
        button = h("button", "btn", t("Show distance"), type="button", data_distance="")
        near = h("p", "near2", button, h("span", "cap", role="status"))
    return h(
        "section",
        "elec",
        h("h2", None, clean(first.election_title)),
        h("p", "cap", t("{done} of {n} forms arrived", done=number(done), n=number(wanted))),
        closed,
        near,
        h("ul", "stns", *[_station(t, station) for station in stations]),
    )


def _station(t: Translator, station: MyStation) -> Component:
    done = sum(1 for contest in station.contests if contest.state is not None)
    facts: list[Node] = [h("span", "code", station.code), clean(station.area.name)]
    if station.registered is not None:
        facts.append(t("{n} registered", n=number(station.registered)))
    line: list[Node] = [part for n, fact in enumerate(facts) for part in ([" · ", fact] if n else [fact])]
    where = {}
    if station.latitude is not None and station.longitude is not None:
        where = {"data_lat": station.latitude, "data_lon": station.longitude}
    return h(
        "li",
        None,
        h("a", "nm", h("bdi", None, clean(station.name)), href=form_address(station.election, station.code)),
        h("span", "dist", **where),
        h("p", "cap", *line),
        h(
            "p",
            "prog2",
            h("span", "dots", *[_dot(contest) for contest in station.contests], aria_hidden="true"),
            h("span", None, t("{done} of {n} forms arrived", done=done, n=len(station.contests))),
            h("span", "local", data_local=f"{station.election}|{station.code}"),
        ),
    )


def _dot(contest: ContestState) -> Component:
    kind = {None: "n", "disputed": "d", "preliminary": "p"}.get(contest.state)
    return h("i", kind)


def _none(t: Translator, *, may_enter_all: bool) -> Component:
    words = (
        t("No station is assigned to you. You can enter forms of every place you work in.")
        if may_enter_all
        else t("No station is assigned to you yet. Ask your manager.")
    )
    return h("p", "note-plain", words)


def _phone(t: Translator) -> Component:
    return h(
        "section",
        "elec",
        h("h2", None, t("On this phone")),
        h("p", "cap", t("Nothing waits on this phone."), id="phone-none"),
        h("ul", "q", id="phone-queue"),
        aria_live="polite",
    )


def contests_page(
    t: Translator, place: EntryStation, *, is_area: bool, lang: str, is_open: bool, incident: str
) -> Component:
    """Draw the contests of a station (or of an area's form) as one flow, the first open one as the way on."""
    clock = Clock(place.timezone, lang)
    missing = [contest for contest in place.contests if contest.state is None]
    done = len(place.contests) - len(missing)
    path = [] if is_area else [clean(area.name) for area in reversed(place.path[1:])][:2]
    facts = [", ".join(path)] if path else []
    if place.registered is not None:
        facts.append(t("{n} registered", n=number(place.registered)))
    way = None
    if missing and is_open:
        title = contest_title(t, missing[0].title)
        words = t("Go on: {contest}", contest=title) if done else t("Begin: {contest}", contest=title)
        address = form_address(
            place.election, place.code, missing[0].code, is_area=is_area, source=_odd(place)
        )
        way = h("a", "btn btn-1 wide", words, href=address)
    elif not missing:
        words = (
            t("All forms of this area have arrived.")
            if is_area
            else t("All forms of this station have arrived.")
        )
        way = h("p", "note-plain", h("b", None, words))
    else:
        way = h("p", "note-plain", t("Forms are not taken at this moment."))
    return h(
        "div",
        "flow",
        h("p", "cap", f"{source_title(t, place.source)} · ", h("span", "code", place.code)),
        h("h1", "ttl", clean(place.name)),
        h("p", "muted", " · ".join(facts)) if facts else None,
        h("p", "fsteps", h("b", None, t("{done} of {n} forms arrived", done=done, n=len(place.contests)))),
        h("ol", "cons", *[_contest(t, clock, place, contest, is_area=is_area) for contest in place.contests]),
        way,
        h("a", "btn wide", t("Report an incident at this station"), href=incident) if not is_area else None,
    )


def _odd(place: EntryStation) -> str:
    """The source for the address: only when it is not what a station's form has anyway."""
    return "" if place.source == "34a" else place.source


def _contest(
    t: Translator, clock: Clock, place: EntryStation, contest: EntryContest, *, is_area: bool
) -> Component:
    address = form_address(place.election, place.code, contest.code, is_area=is_area, source=_odd(place))
    names = t.n("{n} candidate", "{n} candidates", len(contest.candidates))
    if contest.state is None:
        state: Node = nil_chip(t("Not sent"))
        detail = names
    else:
        state = chip(t, contest.state)
        when = clock.time(contest.received_at) if contest.received_at else ""
        detail = t("arrived {time}, {code}", time=when, code=contest.receipt or "–")
    local = h("span", "local", data_local=f"{place.election}|{place.code}|{contest.code}")
    return h(
        "li",
        None,
        h("a", "nm", contest_title(t, contest.title), href=address),
        h("span", "st", state),
        h("p", "cap", detail, " ", local),
    )


def queue_words(t: Translator) -> dict[str, str]:
    """Return what the list of things on the phone says; fields in braces are filled by the script."""
    identity = {"n": "{n}", "code": "{code}", "time": "{time}"}
    return {key: t(words, **identity) for key, words in _QUEUE.items()}


_QUEUE = {
    "q_draft": N_("draft, not sent"),
    "q_sending": N_("◌ waiting for network, try {n}"),
    "q_waiting": N_("◌ waiting for network, try {n}"),
    "q_signedout": N_("◌ waiting for your login"),
    "q_refused": N_("▲ refused, open"),
    "q_refused_code": N_("▲ refused: {code}, open"),
    "q_conflict": N_("▲ stored by someone already, open"),
    "q_closed": N_("▲ not taken, open"),
    "q_arrived": N_("✓ arrived {time}"),
    "q_incident": N_("Incident"),
    "q_n_draft": N_("{n} draft"),
    "q_n_wait": N_("◌ {n} waiting"),
    "q_n_bad": N_("▲ {n} refused"),
    "near_wait": N_("Asking the phone …"),
    "near_denied": N_("The phone does not say where it is. Allow it in the browser's settings."),
    "near_done": N_("Nearest first; the phone is right within {n} m."),
}
