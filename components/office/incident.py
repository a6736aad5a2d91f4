"""Incidents: the list, the record with its history, and what can be added to it.

Called by pages of the office. A photo is shown through the API, which asks again who may see it.
"""

from __future__ import annotations

from collections.abc import Mapping

from dash.development.base_component import Component

from components.format import Clock, clean
from components.i18n import N_, Translator
from components.markup import Node, h
from components.svg import el
from data.records import IncidentEvent, IncidentPage, IncidentRecord
from data.records.words import SEVERITY

SEVERITIES = {
    "low": (SEVERITY["low"], N_("to be known")),
    "medium": (SEVERITY["medium"], N_("voting or counting is disturbed")),
    "high": (SEVERITY["high"], N_("voting or counting has stopped, or a result is in doubt")),
    "critical": (SEVERITY["critical"], N_("people are in danger")),
}
STATUSES = {
    "reported": N_("Reported"),
    "investigating": N_("Being looked into"),
    "resolved": N_("Resolved"),
    "dismissed": N_("Dismissed"),
}
#: From which status a manager may go to which; the data layer decides.
NEXT = {
    "reported": ("investigating", "resolved", "dismissed"),
    "investigating": ("resolved", "dismissed"),
    "resolved": ("investigating",),
    "dismissed": ("investigating",),
}
_NOBODY = {
    "public": N_("the public"),
    "system": N_("the system"),
    "feed": N_("a feed"),
    "manager": N_("a manager"),
}


# The list ----------------------------------------------------------------------------------------------


def list_page(
    t: Translator,
    page: IncidentPage,
    *,
    clocks: Mapping[str, Clock],
    status: str,
    is_manager: bool,
    next_href: str | None,
) -> Component:
    """Draw incidents, newest first: own ones for observers, those of the areas for managers."""
    choices = [("", t("All")), *((code, t(word)) for code, word in STATUSES.items())]
    filters = [_filter(code, word, status) for code, word in choices]
    lead = t("What was reported from the areas you work in.") if is_manager else t("What you reported.")
    rows = [_row(t, clocks[record.election], record, is_manager=is_manager) for record in page.incidents]
    empty = h("p", "note-plain", t("Nothing is reported here.")) if not rows else None
    more = h("a", "btn", t("Older ones"), href=next_href) if next_href else None
    return h(
        "div",
        "incs",
        h("h1", "ttl", t("Incidents")),
        h("p", "muted", lead),
        h("p", "ways2", h("a", "btn btn-1", t("Report an incident"), href="/incidents/new")),
        h("nav", "srcs gap2", h("div", "seg", *filters), aria_label=t("Status")) if is_manager else None,
        empty,
        h("ul", "inclist", *rows) if rows else None,
        more,
    )


def _filter(code: str, word: str, status: str) -> Component:
    address = f"/incidents?status={code}" if code else "/incidents"
    return h("a", None, word, href=address, aria_current="true" if code == status else None)


def _row(t: Translator, clock: Clock, record: IncidentRecord, *, is_manager: bool) -> Component:
    place = record.station or record.area
    who = f" · {by_whom(t, record.reported_by)}" if is_manager else ""
    return h(
        "li",
        None,
        h("a", "nm", t(record.category_title), href=f"/incidents/{record.incident}"),
        h("span", "st", severity_chip(t, record.severity)),
        h("p", None, h("bdi", None, clean(place.name)), " · ", h("b", None, t(STATUSES[record.status]))),
        h("p", "cap", f"{clock.full(record.happened_at)}{who} · ", h("span", "code", record.receipt)),
    )


def severity_chip(t: Translator, severity: str) -> Component:
    """Draw how serious an incident is: the two upper ones ask for a person."""
    urgent = severity in ("high", "critical")
    mark = h("span", None, "▲ ", aria_hidden="true") if urgent else None
    return h("span", "chip dis" if urgent else "chip", mark, h("span", None, t(SEVERITIES[severity][0])))


# The record --------------------------------------------------------------------------------------------


def record_page(
    t: Translator, clock: Clock, record: IncidentRecord, *, may_manage: bool, above: Node = None
) -> Component:
    """Draw one incident: what, where, when, its photos, its history, and what can be added; `above` stands first."""
    return h(
        "article",
        "inc",
        above,
        h("p", "cap", t("Incident"), " ", h("span", "code", record.receipt)),
        h("h1", "ttl", t(record.category_title)),
        h("p", "chips", severity_chip(t, record.severity), h("span", "chip", h("span", None, t(STATUSES[record.status])))),
        h("p", "told", clean_lines(record.description)),
        h("dl", "facts2", *_facts(t, clock, record)),
        _photos(t, record),
        h("section", "elec", h("h2", None, t("History")), h("ol", "hist", *[_event(t, clock, event) for event in record.events])),
        _steps(t, record, may_manage=may_manage),
        data_incident=str(record.incident),
    )  # fmt: skip


def clean_lines(text: str) -> list[Node]:
    """Write a text of several lines; each line is cleaned by itself."""
    lines = [clean(line) for line in text.splitlines()]
    out: list[Node] = []
    for n, line in enumerate(lines):
        out += [h("br") if n else None, line]
    return out


def _facts(t: Translator, clock: Clock, record: IncidentRecord) -> list[Node]:
    rows: list[tuple[str, Node]] = []
    if record.station is not None:
        rows.append((t("Station"), [h("bdi", None, clean(record.station.name)), f" ({record.station.code})"]))
    rows.append((t("Area"), h("bdi", None, clean(record.area.name))))
    if record.latitude is not None and record.longitude is not None:
        rows.append((t("Point"), f"{record.latitude:.5f}, {record.longitude:.5f}"))
    rows.append((t("Happened"), clock.full(record.happened_at)))
    rows.append((t("Reported"), clock.full(record.reported_at)))
    rows.append((t("By"), h("bdi", None, by_whom(t, record.reported_by))))
    return [part for name, value in rows for part in (h("dt", None, name), h("dd", None, value))]


def _photos(t: Translator, record: IncidentRecord) -> Component | None:
    if not record.attachments:
        return None
    pictures = [
        h(
            "a",
            None,
            h("img", None, src=f"/api/v1/attachments/{uid}", alt=t("Photo {n} of this incident", n=n)),
            href=f"/api/v1/attachments/{uid}",
        )
        for n, uid in enumerate(record.attachments, start=1)
    ]  # fmt: skip
    return h("div", "pics", *pictures)


def by_whom(t: Translator, name: str) -> str:
    """Name who did something; nobody is the public, a feed or the system itself."""
    return t(_NOBODY[name]) if name in _NOBODY else clean(name)


def _event(t: Translator, clock: Clock, event: IncidentEvent) -> Component:
    moment = h("time", None, clock.full(event.at), dateTime=clock.iso(event.at))
    of = [" · ", t("of {receipt}", receipt=event.of)] if event.of else []
    note = event.note if event.kind != "escalated" else t("by rule {rule}", rule=event.note or "–")
    return h(
        "li",
        None,
        h("p", "cap", moment, " · ", h("bdi", None, by_whom(t, event.by)), *of),
        h("p", None, h("b", None, event_words(t, event))),
        h("p", "told", clean_lines(note)) if note else None,
    )


def event_words(t: Translator, event: IncidentEvent) -> str:
    """Say what happened in one step of a history."""
    old, new = event.old or "", event.new or ""
    if event.kind in ("status", "severity", "escalated"):
        known = STATUSES if event.kind == "status" else {code: words[0] for code, words in SEVERITIES.items()}
        change = t("{old} → {new}", old=t(known.get(old, "–")), new=t(known.get(new, "–")))
        if event.kind != "escalated":
            return change
        return t("escalated: {change}", change=change) if old != new else t("escalated")
    if event.kind == "assigned":
        return t("given to {name}", name=clean(new)) if new else t("given to nobody")
    if event.kind == "merged":
        return t("merged into {receipt}", receipt=new or "–")
    if event.kind == "moderated":
        return t("made public") if new == "public" else t("kept internal")
    words = {"reported": t("reported"), "note": t("added a note"), "unmerged": t("merge taken back")}
    return words.get(event.kind, event.kind)


def _steps(t: Translator, record: IncidentRecord, *, may_manage: bool) -> Component:
    status = None
    if may_manage and NEXT[record.status]:
        options = [el("option", t("stays: {status}", status=t(STATUSES[record.status])), value="")]
        options += [el("option", t(STATUSES[code]), value=code) for code in NEXT[record.status]]
        status = h(
            "div", "field", h("label", None, t("Status"), for_="status"), el("select", *options, id="status")
        )
    note = el("textarea", id="step-note", rows=3, maxlength=1000, aria_describedby="step-words")
    return h(
        "form",
        "elec",
        h("h2", None, t("Add to it")),
        status,
        h("div", "field", h("label", None, t("Note"), for_="step-note"), note),
        h("p", "sendwords", id="step-words", role="status"),
        h("button", "btn btn-1 wide", t("Add"), type="submit"),
        id="step",
        noValidate="noValidate",
    )


def script_words(t: Translator) -> dict[str, str]:
    """Return what the scripts of incidents say beside what every form says."""
    return {
        "field_description": t("What you saw, in your words"),
        "field_category": t("Kind"),
        "field_severity": t("How serious"),
        "field_happened_at": t("When"),
        "incident_conflict": t("This report was sent before with other words. It is stored."),
        "step_blank": t("Write a note first: it says why."),
        "step_lost": t("No answer. What you wrote stays here; try again."),
        "step_refused": t("It was not taken:"),
        "incident_refused": t("The office did not take the report: nothing is stored."),
    }
