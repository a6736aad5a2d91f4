"""How much is counted: stations, registered voters, turnout, rejected ballots, and the states of the forms.

Counted is ink, held is the signal, the rest is hatched; an estimate is dashed with its reason; what no form states
is a dotted chip with the words.
"""

from __future__ import annotations

from dash.development.base_component import Component

from components import ids
from components.counts import Progress, has_figures, progress_of
from components.format import clean, number, part_percent, percent
from components.i18n import N_, Translator, level_title
from components.markup import Node, h
from components.svg import Raw, el
from components.view import ContestView
from data.records import StationCounts

_STATES = (
    ("verified", "ver", N_("Verified")),
    ("confirmed", "con", N_("Confirmed")),
    ("preliminary", "pre", N_("Preliminary")),
    ("disputed", "dis", N_("Disputed")),
)
STATE_WORDS = {name: label for name, _, label in _STATES}
STATE_CLASSES = {name: cls for name, cls, _ in _STATES}


def progress_section(view: ContestView) -> Component:
    """Draw the section."""
    return h(
        "section",
        "blk",
        h("header", None, h("h2", None, view.t("How much is counted"), id=ids.H_PROGRESS)),
        *progress_body(view),
        aria_labelledby=ids.H_PROGRESS,
    )


def progress_body(view: ContestView, *, turnout: bool = True) -> list[Node]:
    """Draw the meters and the chips without the heading."""
    rows: list[Node] = [stations_meter(view), _voters_meter(view)]
    if turnout:
        rows += [_turnout(view), _rejected(view)]
    return [*rows, _by_area_note(view) if view.document.by_area else state_chips(view)]


def meter(
    counted: float, held: float = 0.0, *, label: str | None = None, estimate: bool = False
) -> Component:
    """Draw a bar in percent: counted, held, and the rest by itself."""
    parts: list[Node] = [h("i", None, style={"width": f"{counted:.2f}%"})] if counted > 0 else []
    if held > 0:
        parts.append(h("i", "held", style={"width": f"{held:.2f}%"}))
    role = {"role": "img", "aria_label": label} if label else {"aria_hidden": "true"}
    return h("div", "meter est" if estimate else "meter", *parts, **role)


def small_meter(stations: StationCounts) -> Component | None:
    """Draw the small bar of a table row; absent where the total is unknown."""
    part = progress_of(stations).part
    if part is None:
        return None
    parts: list[Node] = [h("i", None, style={"width": f"{100 * part:.0f}%"})] if part else []
    if stations.disputed:
        parts.append(h("i", "held", style={"width": "0"}))
    return h("span", "meter s", *parts, aria_hidden="true")


def stations_meter(view: ContestView) -> Component:
    """Draw the stations counted."""
    t, stations = view.t, view.document.stations
    progress = progress_of(stations)
    words = progress.title(t)
    if progress.total is None:
        known = progress.alone(t)
        return h("div", "prog", h("div", "l", h("span", None, words), h("span", None, known)))
    pct = progress.percent(1) if progress.done else None
    of_all = progress.of_total(t)
    held = 100 * (stations.disputed or 0) / progress.total if progress.total else 0.0
    return h(
        "div",
        "prog",
        h(
            "div",
            "l",
            h("span", None, words),
            h("span", None, h("b", None, pct) if pct else None, " " if pct else None, of_all),
        ),
        meter(
            100 * (progress.part or 0),
            held,
            label=_meter_label(t, stations, progress),
        ),
    )


def _meter_label(t: Translator, stations: StationCounts, progress: Progress) -> str:
    label = progress.words(t)
    if not progress.complete:
        label = t("{counted}, the rest not reported", counted=label)
    if stations.disputed:
        held = t.n("{n} form held out", "{n} forms held out", stations.disputed)
        return f"{label}, {held}"
    return label


def _voters_meter(view: ContestView) -> Node:
    t, votes = view.t, view.document.votes
    if votes.registered is None:
        return _row(t("Registered voters"), _unstated(t("Register not known")))
    of_all = t("of {total}", total=number(votes.registered))
    estimate = view.document.registered_counted_estimate
    if votes.registered_counted is not None and has_figures(view.document):
        value = votes.registered_counted
        pct = part_percent(value, votes.registered, 1)
        bar = meter(
            100 * value / votes.registered if votes.registered else 0,
            label=t("Stations counted hold {pct} of the registered voters", pct=pct),
        )
        return _meter_row(t("Registered voters"), pct, of_all, bar, _partly(view, "registered_counted"))
    if estimate is not None and estimate.value:
        pct = f"≈ {percent(estimate.pct, 0)}"
        bar = meter(
            estimate.pct, estimate=True, label=t("About {pct}, an estimate", pct=percent(estimate.pct, 0))
        )
        note = h("p", "cap", t("Estimate, so drawn dashed: {reason}", reason=_reason(t, estimate.reason)))
        return _meter_row(t("Registered voters"), pct, of_all, bar, note)
    return _row(t("Registered voters"), h("span", "num", number(votes.registered)))


def _reason(t: Translator, reason: str) -> str:
    """Say why a figure is an estimate; `register_by_<level>` is the publisher's code for a register by areas."""
    level = reason.removeprefix("register_by_")
    if level == reason:
        return clean(reason)
    return t("registered voters are known per area ({level}), not per station", level=level_title(t, level))


def _meter_row(label: str, pct: str, of_all: str, bar: Component, note: Node) -> Component:
    return h(
        "div",
        "prog",
        h("div", "l", h("span", None, label), h("span", None, h("b", None, pct), " ", of_all)),
        bar,
        note,
    )


def _row(label: str, value: Node) -> Component:
    return h("div", "prog", h("div", "l", h("span", None, label), value))


def _unstated(words: str) -> Component:
    return h("span", "chip nil", h("span", None, words))


def _turnout(view: ContestView) -> Node:
    t, document = view.t, view.document
    if not has_figures(view.document):
        return None
    if document.votes.turnout_pct is None:
        return _row(t("Turnout"), _unstated(t("Not stated on these forms")))
    value = h(
        "span",
        None,
        h(
            "b",
            None,
            h(
                "a",
                "src",
                percent(document.votes.turnout_pct, 1),
                href=view.urls.turnout(document.election, document.area.code),
            ),
        ),
        " ",
        t("of the voters of the stations counted"),
    )
    return h("div", "prog", h("div", "l", h("span", None, t("Turnout")), value), _partly(view, "cast"))


def _rejected(view: ContestView) -> Node:
    t, votes = view.t, view.document.votes
    if votes.rejected is None or not has_figures(view.document):
        return None
    value = h("b", None, h("a", "src", number(votes.rejected), href=view.forms_href))
    return h(
        "div", "prog", h("div", "l", h("span", None, t("Rejected ballots")), value), _partly(view, "rejected")
    )


def _partly(view: ContestView, field: str) -> Component | None:
    """Say over how many stations a sum is when fewer than the counted ones state it."""
    stated = getattr(view.document.votes, f"{field}_stations")
    if stated is None or stated >= (view.document.stations.counted or 0):
        return None
    return h(
        "p",
        "cap",
        view.t(
            "Stated on the forms of {n} of {total} stations.",
            n=number(stated),
            total=number(view.document.stations.counted),
        ),
    )


def _by_area_note(view: ContestView) -> Component:
    return h(
        "p", "cap", view.t("These figures were declared per area; the states of single forms are not known.")
    )


def state_chips(view: ContestView) -> Component:
    """Draw how many forms are in each state, and how many stations have none."""
    t, stations = view.t, view.document.stations
    chips: list[Node] = [
        chip(t, name, getattr(stations, name) or 0)
        for name, _, _ in _STATES
        if getattr(stations, name) is not None
    ]
    if stations.total is not None:
        chips.append(nil_chip(t("Not reported"), max(stations.total - (stations.reported or 0), 0)))
    return h("div", "chips", *chips, role="group", aria_label=t("States of forms"))


def chip(t: Translator, state: str, count: int | None = None) -> Component:
    """Draw the chip of a state: shape, word, count. A zero is quiet."""
    quiet = " z" if count == 0 else ""
    label = STATE_WORDS.get(state, state)
    return h(
        "span",
        f"chip {STATE_CLASSES.get(state, 'ver')}{quiet}",
        _icon(state),
        h("span", None, t(label)),
        None if count is None else [" ", h("b", None, number(count))],
    )


def nil_chip(words: str, count: int | None = None) -> Component:
    """Draw the dotted chip of what is not reported or not stated."""
    return h(
        "span",
        "chip nil",
        h("span", None, words),
        None if count is None else [" ", h("b", None, number(count))],
    )


def _icon(state: str) -> Raw:
    ring: dict[str, str | int | float | None] = {
        "cx": 6,
        "cy": 6,
        "r": 5,
        "fill": "none",
        "stroke": "currentColor",
        "stroke_width": 1.5,
    }
    tick = "M3.2 6.2l2 2 3.6-4"
    if state == "disputed":
        parts = [
            el("path", d="M6 1l5.4 10H.6z", fill="none", stroke="currentColor", stroke_width=1.4),
            el("path", d="M6 4.6v3M6 8.9v1", stroke="currentColor", stroke_width=1.4),
        ]
    elif state == "confirmed":
        parts = [
            el("circle", cx=6, cy=6, r=5.8, fill="currentColor"),
            el("path", d=tick, fill="none", stroke="var(--ink)", stroke_width=1.6),
        ]
    elif state == "preliminary":
        parts = [el("circle", stroke_dasharray="2 2", **ring)]
    else:
        parts = [
            el("circle", **ring),
            el("path", d=tick, fill="none", stroke="currentColor", stroke_width=1.5),
        ]
    return el("svg", *parts, viewBox="0 0 12 12", aria_hidden="true")
