"""The queue of alerts: tabs with counts, filters, one line an alert with what can be done at once.

Called by `pages.office.alerts`; the words of an alert are shared with the page of one alert, the rules and notifications.
The script `alerts.js` sends the steps.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from dash.development.base_component import Component

from components.format import UNKNOWN, Clock, clean, number
from components.i18n import N_, Translator
from components.markup import h
from components.office.incident import severity_chip
from components.office.manage import live_mark, with_query
from components.svg import el
from data.records.alerts import EVIDENCE, KINDS, AlertLine, AlertPage, sentence_of
from data.records.words import SEVERITY

PATH = "/manage/alerts"
_FIELD = re.compile(r"\{(\w+)\}")
STATUS = {
    "active": N_("Nobody yet"),
    "investigating": N_("Being looked into"),
    "snoozed": N_("Sleeps"),
    "resolved": N_("Resolved"),
}
#: What the script says.
WORDS = {
    "al_working": N_("Working…"),
    "al_failed": N_("It did not work ({status}). Nothing was changed."),
    "al_offline": N_("No connection. Nothing was changed: try again."),
    "al_more": N_("The list has changed. Show it"),
}


@dataclass(frozen=True, kw_only=True)
class QueueView:
    """What the queue shows; `given` are the filters of the address, `fault` why they cannot be used."""

    t: Translator
    clock: Clock
    now: datetime
    given: Mapping[str, str]
    head: Component
    page: AlertPage | None = None
    fault: str = ""


def alerts_page(view: QueueView) -> Component:
    """Draw the page."""
    t = view.t
    top = h(
        "div",
        "al-top",
        h("h1", "head", t("Alerts")),
        live_mark(t),
        view.head,
        h("a", "btn", t("Rules"), href=_kept_election(f"{PATH}/rules", view.given)),
    )
    if view.page is None:
        return h("div", "al", top, _filters(view), h("p", "note-bad", view.fault, role="alert"))
    again = h("button", "btn al-again", t(WORDS["al_more"]), id="al-again", type="button", hidden=True)
    return h(
        "div",
        "al",
        top,
        h("div", None, again, role="status"),
        h(
            "div",
            "al-live",
            _tabs(view, view.page),
            _filters(view),
            h("p", "al-said", id="al-said", role="status", data_keep=""),
            _lines(view, view.page),
            id="al-live",
        ),
    )


def _tabs(view: QueueView, page: AlertPage) -> Component:
    t, counts = view.t, page.counts
    opened = counts.active + counts.investigating
    tabs: tuple[tuple[str, int | None, dict[str, str | None]], ...] = (
        (t("Open"), opened, {"status": None, "assignee": None}),
        (t("Nobody has it"), counts.active, {"status": None, "assignee": "nobody"}),
        (t("Mine"), counts.mine, {"status": None, "assignee": "me"}),
        (t("Asleep"), counts.snoozed, {"status": "snoozed", "assignee": None}),
        (t("Resolved"), None, {"status": "resolved", "assignee": None}),
    )
    items = []
    for words, count, change in tabs:
        here = all(view.given.get(name) == value for name, value in change.items())
        shown = h("b", "num", number(count)) if count is not None else None
        href = with_query(PATH, view.given, **change, after=None)
        items.append(
            h("li", None, h("a", None, words, shown, href=href, aria_current="page" if here else None))
        )
    return h("nav", "tabs al-tabs", h("ul", None, *items), aria_label=t("Alerts"))


def _filters(view: QueueView) -> Component:
    t, given = view.t, view.given
    counts = view.page.counts.by_severity if view.page else {}
    severities = [
        (code, f"{t(words)} ({number(counts[code])})" if code in counts else t(words))
        for code, words in reversed(SEVERITY.items())
    ]
    kinds = [(kind, t(one.title)) for kind, one in KINDS.items()]
    kept = [
        el("input", type="hidden", name=name, value=given[name])
        for name in ("election", "status", "assignee")
        if given.get(name)
    ]
    return h(
        "form",
        "al-filter",
        *kept,
        _choice(t("Severity"), "severity", [("", t("Any")), *severities], given.get("severity", "")),
        _choice(t("Kind"), "kind", [("", t("Any")), *kinds], given.get("kind", "")),
        h(
            "label",
            None,
            h("span", None, t("Area code")),
            el("input", name="area", value=given.get("area", ""), maxlength=100, autocomplete="off"),
        ),
        h("button", "btn", t("Show"), type="submit"),
        h("a", "lnk", t("Clear"), href=_kept_election(PATH, given)) if _filtered(given) else None,
        action=PATH,
        method="get",
        role="search",
    )


def _filtered(given: Mapping[str, str]) -> bool:
    return any(given.get(name) for name in ("severity", "kind", "area"))


def _kept_election(path: str, given: Mapping[str, str]) -> str:
    return with_query(path, {name: value for name, value in given.items() if name == "election"})


def _choice(words: str, name: str, options: list[tuple[str, str]], chosen: str) -> Component:
    marked = [
        el("option", told, value=value, selected="" if value == chosen else None) for value, told in options
    ]
    return h("label", None, h("span", None, words), el("select", *marked, name=name))


def _lines(view: QueueView, page: AlertPage) -> Component:
    t = view.t
    if not page.alerts:
        words = (
            t("No alert here. The rules go on looking.")
            if not _filtered(view.given)
            else t("No alert matches.")
        )
        return h("p", "note-plain", words)
    more = (
        h("a", "btn", t("Further alerts"), href=with_query(PATH, view.given, after=page.next))
        if page.next
        else None
    )
    rows = [_line(view, alert) for alert in page.alerts]
    return h("div", None, h("ol", "al-list", *rows), more)


def _line(view: QueueView, alert: AlertLine) -> Component:
    t = view.t
    href = f"{PATH}/{alert.uid}"
    sentence = alert_sentence(t, view.clock, alert.kind, alert.numbers, alert.area.name, view.now)
    first = alert.evidence[0] if alert.evidence else None
    return h(
        "li",
        f"al-row {alert.severity}",
        h(
            "div",
            "al-sev",
            severity_chip(t, alert.severity),
            h("small", None, status_words(t, view.clock, alert)),
        ),
        h(
            "div",
            "al-what",
            h("h2", None, h("a", None, t(KINDS[alert.kind].title), href=href)),
            h("p", None, sentence),
            h(
                "p",
                "al-where",
                " › ".join(clean(name) for name in alert.places) or clean(alert.area.name),
                " · ",
                h("a", None, t(EVIDENCE[first.what]), href=first.href)
                if first and first.what in EVIDENCE
                else None,
            ),
        ),
        h(
            "div",
            "al-when",
            h("time", None, ago(t, alert.opened_at, view.now), dateTime=alert.opened_at.isoformat()),
            h("small", None, clock_words(view.clock, alert.opened_at, view.now)),
        ),
        actions(t, alert),
        id=f"al-{alert.uid}",
        data_alert=str(alert.uid),
    )


def actions(t: Translator, alert: AlertLine, *, whole: bool = False) -> Component:
    """Draw what can be done with an alert at once; with `whole`, everything but the choice of a person."""
    if alert.status == "resolved":
        again = _step(t("Open again"), "reopen") if not alert.cause_gone else None
        return h("div", "al-do", again)
    outcome = h(
        "details",
        "al-end",
        h("summary", "btn", t("Resolve…")),
        h(
            "div",
            "al-form",
            h("label", None, t("What came of it"), el("textarea", name="outcome", maxlength=2000, rows=2)),
            h("button", "btn btn-1", t("Resolve"), type="button", data_step="resolve"),
        ),
        open=True if whole else None,
        data_key="resolve",
    )
    note = (
        None
        if whole
        else h(
            "details",
            "al-end",
            h("summary", "btn", t("Note…")),
            h(
                "div",
                "al-form",
                h("label", None, t("Note"), el("textarea", name="note", maxlength=2000, rows=2)),
                h("button", "btn btn-1", t("Keep the note"), type="button", data_step="note"),
            ),
            data_key="note",
        )
    )
    take = _step(t("Take it"), "take", first=True) if alert.status != "investigating" else None
    naps = h(
        "span",
        "al-nap",
        h("span", None, t("Sleep")),
        _step(t("{n} min", n=15), "snooze", minutes=15),
        _step(t("{n} min", n=60), "snooze", minutes=60),
        role="group",
        data_key="nap",
    )
    return h("div", "al-do", take, naps, outcome, note)


def _step(words: str, step: str, *, minutes: int | None = None, first: bool = False) -> Component:
    kind = "btn btn-1" if first else "btn"
    return h(
        "button",
        kind,
        words,
        type="button",
        data_step=step,
        data_minutes=minutes,
        data_key=f"{step}{minutes or ''}",
    )


# Words of an alert, also for other pages ----------------------------------------------------------------


def status_words(t: Translator, clock: Clock, alert: AlertLine) -> str:
    """Say in whose hands an alert is."""
    if alert.status == "snoozed" and alert.snoozed_until is not None:
        return t("Sleeps until {time}", time=clock.time(alert.snoozed_until))
    if alert.status == "resolved":
        if alert.resolved_by is None:
            return t("Resolved by itself")
        return t("Resolved by {name}", name=clean(alert.resolved_by))
    if alert.assignee_name is not None:
        return t("With {name}", name=clean(alert.assignee_name))
    return t(STATUS[alert.status])


def alert_sentence(
    t: Translator, clock: Clock, kind: str, numbers: Mapping[str, Any], area: str, now: datetime
) -> str:
    """Tell an alert in a sentence: the numbers that opened it, times in the election's zone."""
    fields: dict[str, Any] = {"area": clean(area)}
    for name, value in numbers.items():
        if name.endswith("_at") and isinstance(value, str):
            fields[name] = clock_words(clock, datetime.fromisoformat(value), now)
        elif isinstance(value, int) and not isinstance(value, bool):
            fields[name] = number(value)
        else:
            fields[name] = t(str(value)) if name == "category" else clean(str(value))
    sentence = sentence_of(kind, dict(numbers))
    # An alert of an earlier rule may lack a number: it is unknown, and the sentence still stands.
    known = {name: fields.get(name, UNKNOWN) for name in _FIELD.findall(sentence)}
    return t(sentence, **known)


def clock_words(clock: Clock, moment: datetime, now: datetime) -> str:
    """Write a time, with the day where it is another one."""
    same = clock.local(moment).date() == clock.local(now).date()
    return clock.time(moment) if same else f"{clock.short_date(moment)} {clock.time(moment)}"


def ago(t: Translator, moment: datetime, now: datetime) -> str:
    """Write for how long: minutes, hours, days."""
    minutes = max(0, int((now - moment).total_seconds() // 60))
    if minutes < 1:
        return t("just now")
    if minutes < 60:
        return t("{n} min", n=minutes)
    if minutes < 48 * 60:
        return t("{h} h {m} min", h=minutes // 60, m=f"{minutes % 60:02d}")
    return t.n("{n} day", "{n} days", minutes // 1440)
