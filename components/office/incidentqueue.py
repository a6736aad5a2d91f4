"""The managers' queue of incidents: filters with counts, lines by severity and age, and giving several to a person.

Called by `pages.office.incident_queue`. The script `incidentqueue.js` gives and follows; every filter works without it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from dash.development.base_component import Component

from components.format import Clock, clean, number
from components.i18n import N_, Translator
from components.markup import Node, h
from components.office.incident import SEVERITIES, STATUSES, severity_chip
from components.office.manage import with_query
from components.svg import Raw, el
from data.records import IncidentCategory
from data.records.incidents import IncidentQueue, PersonRef, QueueIncident

PATH = "/manage/incidents"
SOURCES = {
    "observer": N_("An observer"),
    "manager": N_("A manager"),
    "public": N_("The public"),
    "feed": N_("A feed"),
}
VISIBILITIES = {
    "waiting": N_("Waits for a moderator"),
    "internal": N_("Internal"),
    "public": N_("Public"),
}
_PARTS = (
    ("severity", N_("Severity"), {code: words[0] for code, words in reversed(SEVERITIES.items())}),
    ("visibility", N_("Visibility"), VISIBILITIES),
    ("source", N_("Reported by"), SOURCES),
)


@dataclass(frozen=True, kw_only=True)
class QueueView:
    """What the queue's page shows; `given` is what the address says, `fault` why it could not be read."""

    t: Translator
    clock: Clock
    now: datetime
    given: Mapping[str, str]
    categories: Sequence[IncidentCategory]
    head: Component
    queue: IncidentQueue | None = None
    me: str = ""
    fault: str = ""


def queue_page(view: QueueView) -> Component:
    """Draw the page."""
    t = view.t
    tools = h(
        "p",
        "iq-ways",
        h("a", "btn btn-1", t("Report an incident"), href="/incidents/new"),
        h(
            "a",
            "btn",
            t("Map"),
            href=with_query(f"{PATH}/map", _kept(view.given, "category", "severity", "status")),
        ),
        h("a", "btn", t("Categories and escalation"), href=f"{PATH}/rules"),
    )
    if view.queue is None:
        body: Node = h("p", "note-bad", view.fault, role="alert")
    else:
        body = h(
            "div",
            "iq-body",
            _facets(view, view.queue),
            h("div", "iq-main", _search(view), _bulk(t, view.queue), _lines(view, view.queue), id="iq-live"),
        )
    return h("div", "iq", h("div", "iq-head", h("h1", "ttl", t("Incidents")), view.head), tools, body)


def _kept(given: Mapping[str, str], *names: str) -> dict[str, str]:
    return {name: words for name, words in given.items() if name in ("election", *names) and words}


# Filters -----------------------------------------------------------------------------------------------


def _facets(view: QueueView, queue: IncidentQueue) -> Component:
    t = view.t
    counts = {part.name: part.counts for part in queue.facets}
    statuses = counts.get("status", {})
    open_ones = sum(statuses.get(code, 0) for code in ("reported", "investigating"))
    status = [("", t("Open"), open_ones), *((c, t(w), statuses.get(c, 0)) for c, w in STATUSES.items())]
    status.append(("all", t("All"), sum(statuses.values())))
    groups = [_group(view, "status", t("Status"), status)]
    for name, title, words in _PARTS:
        found = counts.get(name, {})
        rows = [("", t("All"), sum(found.values())), *((c, t(w), found.get(c, 0)) for c, w in words.items())]
        groups.append(_group(view, name, t(title), rows))
    mine = counts.get("assigned", {})
    rows = [
        ("", t("Everybody's"), sum(mine.values())),
        ("me", t("Mine"), mine.get(view.me, 0)),
        ("nobody", t("Nobody's"), mine.get("nobody", 0)),
    ]
    groups.append(_group(view, "assigned", t("Assigned"), rows))
    return h(
        "details",
        "iq-facets",
        h("summary", "btn", t("Filters")),
        h("nav", None, *groups, aria_label=t("Filters")),
        open=True,
    )


def _group(view: QueueView, name: str, title: str, rows: Sequence[tuple[str, str, int]]) -> Component:
    chosen = view.given.get(name, "")
    links = [
        h(
            "li",
            None,
            h(
                "a",
                "iq-zero" if not count else None,
                h("span", None, words),
                h("b", "num", number(count)),
                href=with_query(PATH, view.given, **{name: code or None, "after": None}),
                aria_current="true" if chosen == code else None,
            ),
        )
        for code, words, count in rows
        if count or code == chosen or name != "source"
    ]
    return h("div", "iq-group", h("h2", None, title), h("ul", None, *links))


def _search(view: QueueView) -> Component:
    t = view.t
    kept = [
        el("input", type="hidden", name=name, value=words)
        for name, words in view.given.items()
        if name in ("election", "status", "severity", "visibility", "source", "assigned") and words
    ]
    kinds = [el("option", t("All kinds"), value="")]
    kinds += [
        _option(t(kind.title), kind.category, view.given.get("category", "")) for kind in view.categories
    ]
    words = el("input", name="q", type="search", maxlength=200, value=view.given.get("q", ""))
    fields = [
        _labelled(t("Words, receipt or station"), words),
        _labelled(t("Kind"), el("select", *kinds, name="category")),
        _labelled(t("Area code"), el("input", name="area", maxlength=100, size="9", value=view.given.get("area", ""))),
    ]  # fmt: skip
    button = h("button", "btn", t("Show"), type="submit")
    return h("form", "iq-search", *kept, *fields, button, action=PATH, method="get", role="search")


def _labelled(words: str, control: Node) -> Component:
    return h("label", None, h("span", None, words), control)


def _option(words: str, value: str, chosen: str) -> Raw:
    return el("option", words, value=value, selected="selected" if value == chosen else None)


def _bulk(t: Translator, queue: IncidentQueue) -> Component | None:
    if not queue.incidents:
        return None
    return h(
        "form",
        "iq-bulk",
        h("span", "num", t("{n} chosen", n=0), id="iq-chosen", role="status"),
        _labelled(t("Give them to"), people_choice(t, queue.people, "", id="iq-person")),
        h("button", "btn", t("Give"), type="submit", disabled=True),
        h("p", "sendwords", id="iq-words", role="status"),
        id="iq-bulk",
        data_keep="",
    )


def people_choice(t: Translator, people: Sequence[PersonRef], chosen: str, **attributes: str) -> Raw:
    """Draw the choice of a person; blank is nobody."""
    options = [el("option", t("Nobody"), value="")]
    options += [_option(clean(person.name), str(person.user), chosen) for person in people]
    return el("select", *options, **attributes)


# Lines -------------------------------------------------------------------------------------------------


def _lines(view: QueueView, queue: IncidentQueue) -> Component:
    t = view.t
    if not queue.incidents:
        return h("p", "void iq-none", h("span", None, t("No incident matches these filters.")))
    heads = (N_("Choose"), N_("Severity"), N_("What"), N_("Where"), N_("Age"), N_("Assigned"))
    row = [
        h("th", None, h("span", "vh" if at == 0 else None, t(words)), scope="col")
        for at, words in enumerate(heads)
    ]
    table = h(
        "table",
        "t cards iq-list",
        h("caption", "vh", t("Incidents, most severe first, then oldest")),
        h("thead", None, h("tr", None, *row)),
        h("tbody", None, *[_line(view, one) for one in queue.incidents]),
    )
    more = None
    if queue.next:
        address = with_query(PATH, view.given, after=queue.next)
        more = h("p", "iq-more", h("a", "btn", t("Next page"), href=address, rel="next"))
    total = h("p", "cap", t("{n} incidents", n=number(queue.total)))
    return h("div", None, total, h("div", "tw", table), more)


def _line(view: QueueView, one: QueueIncident) -> Component:
    t = view.t
    choose = el(
        "input",
        type="checkbox",
        value=str(one.incident),
        data_choose="",
        aria_label=t("Choose {receipt}", receipt=one.receipt),
    )
    flags: list[Node] = [h("b", None, t(STATUSES[one.status]))]
    if one.waiting:
        flags += [" · ", h("b", "iq-sig", "▲ ", t("waits for a moderator"))]
    elif one.visibility == "public":
        flags += [" · ", t("public")]
    if one.merged:
        flags += [" · ", t("{n} merged", n=one.merged)]
    what = h(
        "td",
        "nm wide",
        h("a", None, t(one.category_title), href=f"/incidents/{one.incident}"),
        h("span", "iq-begins", clean(one.begins)),
        h("span", "cap", *flags, " · ", h("span", "code", one.receipt)),
    )
    return h(
        "tr",
        "iq-urgent" if one.severity == "critical" else None,
        h("td", "iq-pick", h("label", None, choose)),
        h("td", None, severity_chip(t, one.severity), _escalated(t, one)),
        what,
        h("td", "wide", _where(t, one), data_l=t("Where")),
        h("td", "wide", *_age(view, one), data_l=t("Age")),
        h("td", "wide", clean(one.assigned.name) if one.assigned else h("span", "cap", t("nobody")), data_l=t("Assigned")),
        data_key=str(one.incident),
    )  # fmt: skip


def _escalated(t: Translator, one: QueueIncident) -> Component | None:
    return h("span", "cap iq-sig", t("escalated")) if one.escalated_at else None


def _where(t: Translator, one: QueueIncident) -> Node:
    above = " › ".join(clean(name) for name in one.place)
    if one.station is None:
        return above
    return [h("span", None, clean(one.station.name)), h("span", "cap iq-up", above)]


def _age(view: QueueView, one: QueueIncident) -> list[Node]:
    t = view.t
    moment = h(
        "time",
        "nowrap",
        span(t, view.now, one.reported_at),
        dateTime=view.clock.iso(one.reported_at),
        title=view.clock.full(one.reported_at),
    )
    if one.overdue_at is None:
        return [moment]
    late = one.overdue_at <= view.now
    words = t("due now") if late else t("due in {time}", time=span(t, one.overdue_at, view.now))
    return [moment, h("span", "cap iq-up iq-sig" if late else "cap iq-up", "▲ " if late else None, words)]


def span(t: Translator, later: datetime, earlier: datetime) -> str:
    """Write how long it is from one moment to another: `12 min`, `3 h 05 min`, `2 d 4 h`."""
    minutes = max(0, int((later - earlier).total_seconds() // 60))
    if minutes < 60:
        return t("{m} min", m=minutes)
    if minutes < 48 * 60:
        return t("{h} h {m} min", h=minutes // 60, m=f"{minutes % 60:02d}")
    return t("{d} d {h} h", d=minutes // 1440, h=minutes % 1440 // 60)


def script_words(t: Translator) -> dict[str, str]:
    """Return what the queue's script says."""
    identity = "{n}"
    return {
        "iq_chosen": t("{n} chosen", n=identity),
        "iq_given": t("{n} given.", n=identity),
        "iq_lost": t("No answer. Try again."),
        "iq_refused": t("It was not done:"),
    }
