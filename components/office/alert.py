"""One alert: what, where, since when, on which evidence, who has it, what happened, and what can be done.

Called by `pages.office.alert`. The script `alerts.js` sends the steps.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from dash.development.base_component import Component

from components.format import Clock, clean
from components.i18n import N_, Translator
from components.markup import Node, h
from components.office.alerts import (
    PATH,
    STATUS,
    actions,
    ago,
    alert_sentence,
    clock_words,
    status_words,
)
from components.office.incident import severity_chip
from components.office.manage import live_mark, with_query
from components.svg import el
from data.records.alerts import EVIDENCE, KINDS, AlertEvent, AlertRecord, Assignee
from data.records.words import SEVERITY

EVENTS = {
    "opened": N_("Opened"),
    "severity": N_("More severe"),
    "assigned": N_("Given to somebody"),
    "status": N_("Status changed"),
    "note": N_("Note"),
    "snoozed": N_("Put to sleep"),
    "woke": N_("Awake again"),
    "resolved": N_("Resolved"),
    "reopened": N_("Opened again"),
}


@dataclass(frozen=True, kw_only=True)
class AlertView:
    """What the page of one alert shows."""

    t: Translator
    clock: Clock
    now: datetime
    record: AlertRecord
    me: str


def alert_page(view: AlertView) -> Component:
    """Draw the page."""
    t, alert = view.t, view.record.alert
    sentence = alert_sentence(t, view.clock, alert.kind, alert.numbers, alert.area.name, view.now)
    back = with_query(PATH, {"election": view.record.election})
    changed = h(
        "button",
        "btn al-again",
        t("This alert has changed. Show it"),
        id="al-again",
        type="button",
        hidden=True,
    )
    return h(
        "article",
        "al al-one",
        h("p", "al-back", h("a", "lnk", "‹ ", t("Alerts"), href=back), live_mark(t)),
        h("div", None, changed, role="status"),
        h(
            "div",
            "al-live",
            h("p", "cap al-kind", severity_chip(t, alert.severity), " ", status_words(t, view.clock, alert)),
            h("h1", "head", t(KINDS[alert.kind].title)),
            h("p", "al-lead", sentence),
            h("div", "al-two", h("div", None, *_facts(view), *_history(view)), _do(view)),
            id="al-live",
        ),
        data_alert=str(alert.uid),
    )


def _facts(view: AlertView) -> list[Node]:
    t, alert, clock = view.t, view.record.alert, view.clock
    places = " › ".join(clean(name) for name in alert.places) or clean(alert.area.name)
    since = f"{clock_words(clock, alert.opened_at, view.now)} · {ago(t, alert.opened_at, view.now)}"
    rows: list[Node] = [_fact(t("Where"), places)]
    if alert.station_name is not None:
        rows.append(_fact(t("Station"), f"{clean(alert.station_name)} ({alert.station_code})"))
    rows.append(_fact(t("Open since"), since))
    if alert.resolved_at is not None:
        rows.append(_fact(t("Resolved"), clock_words(clock, alert.resolved_at, view.now)))
    if alert.outcome:
        rows.append(_fact(t("Outcome"), h("bdi", None, clean(alert.outcome))))
    if alert.cause_gone:
        rows.append(_fact(t("Cause"), t("It is over. If it comes again, a new alert opens.")))
    links = [
        h("li", None, h("a", "lnk", t(EVIDENCE[one.what]), href=one.href))
        for one in alert.evidence
        if one.what in EVIDENCE
    ]
    found: list[Node] = [h("dl", "kv", *rows)]
    if links:
        found.append(
            h("section", "al-part", h("h2", None, t("What it rests on")), h("ul", "al-links", *links))
        )
    return found


def _fact(name: str, value: Node) -> Component:
    return h("div", "al-fact", h("dt", None, name), h("dd", None, value))


def _history(view: AlertView) -> list[Node]:
    t = view.t
    items = [_event(view, event) for event in reversed(view.record.events)]
    return [h("section", "al-part", h("h2", None, t("History")), h("ol", "al-hist", *items))]


def _event(view: AlertView, event: AlertEvent) -> Component:
    t = view.t
    who = t("by itself") if event.person is None else clean(event.person)
    when = h("time", None, clock_words(view.clock, event.at, view.now), dateTime=event.at.isoformat())
    detail = _detail(view, event)
    return h(
        "li",
        None,
        when,
        h(
            "div",
            None,
            h("b", None, t(EVENTS[event.kind])),
            h("span", None, " · ", h("bdi", None, who)),
            h("p", None, detail) if detail else None,
            h("p", "al-note", h("bdi", None, clean(event.note))) if event.note else None,
        ),
    )


def _detail(view: AlertView, event: AlertEvent) -> Node:
    """Say what changed from what to what, in words."""
    t = view.t
    if event.kind == "assigned":
        return t("To {name}", name=clean(event.new)) if event.new else t("To nobody")
    if event.kind == "snoozed" and event.new:
        return t("Until {time}", time=clock_words(view.clock, datetime.fromisoformat(event.new), view.now))
    if event.kind == "reopened" and event.old:
        return h("a", "lnk", t("The alert before"), href=f"{PATH}/{event.old}")
    words = {**SEVERITY, **STATUS}
    pair = [t(words[value]) for value in (event.old, event.new) if value in words]
    return " → ".join(pair) if event.kind in ("severity", "status", "woke") else ""


def _do(view: AlertView) -> Component:
    t, alert = view.t, view.record.alert
    said = h("p", "al-said", id="al-said", role="status", data_keep="")
    note = h(
        "div",
        "al-form",
        h("label", None, t("Note"), el("textarea", name="note", maxlength=2000, rows=2)),
        h("button", "btn", t("Keep the note"), type="button", data_step="note"),
        data_key="note",
    )
    if alert.status == "resolved":
        return h(
            "aside", "al-side", h("h2", None, t("What to do")), actions(t, alert, whole=True), note, said
        )
    return h(
        "aside",
        "al-side",
        h("h2", None, t("What to do")),
        actions(t, alert, whole=True),
        _assign(t, view.record.assignees, alert.assignee),
        note,
        said,
    )


def _assign(t: Translator, people: tuple[Assignee, ...], chosen: str | None) -> Component:
    options = [("", t("Nobody")), *((one.username, f"{clean(one.name)} ({one.username})") for one in people)]
    marked = [
        el("option", words, value=value, selected="" if value == (chosen or "") else None)
        for value, words in options
    ]
    return h(
        "div",
        "al-form",
        h("label", None, t("Give it to"), el("select", *marked, name="assignee")),
        h("button", "btn", t("Give"), type="button", data_step="assign"),
        data_key="assign",
    )
