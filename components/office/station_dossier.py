"""The dossier of a station: contests with their state, forms, photos, observers, contacts, incidents, findings, history.

Called by `pages.office.station_dossier`. It shows no figure of a form: the page of the form does, to whom it may.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dash.development.base_component import Component

from components.contest.progress import chip
from components.format import Clock, clean, number
from components.holds import finding_words, hold_words
from components.i18n import N_, Translator, level_title
from components.markup import Node, h
from components.office.alerts import STATUS
from components.office.board import contact_fields
from components.office.boardlinks import ward_href
from components.office.boardwords import (
    contact_words,
    minutes_late,
    moment,
    source_code,
    source_name,
    span,
    state_chip,
    why,
)
from components.office.dossier import STEPS
from components.office.incident import STATUSES
from components.shell import contest_title
from components.svg import el
from data.records.alerts import KINDS
from data.records.board import BoardRow, DossierEvent, DossierForm, StationDossier
from data.records.words import SEVERITY

_HEARD = {"form": N_("sent a form"), "incident": N_("reported an incident"), "session": N_("was signed in")}
_WHAT = {
    "form": N_("Form received"),
    "contact": N_("Contact written down"),
    "incident": N_("Incident reported"),
    **STEPS,
}


def dossier_page(
    t: Translator, clock: Clock, found: StationDossier, *, public: str, rules: Mapping[str, str]
) -> Component:
    """Draw the page; `public` is the address of the station on the results site, `rules` are the titles of findings."""
    titles = {row.contest: contest_title(t, row.contest_title) for row in found.rows}
    left = [
        _contests(t, clock, found),
        _forms(t, clock, found, titles),
        _photos(t, found, titles),
        _history(t, clock, found, titles),
    ]
    right = [_observers(t, clock, found), _contacts(t, clock, found), _open(t, clock, found, titles, rules)]
    return h(
        "div",
        "ds",
        _head(t, found, public),
        h("div", "ds-two", h("div", None, *left), h("div", None, *right)),
    )


def _head(t: Translator, found: StationDossier, public: str) -> Component:
    ward = found.path[-1] if found.path else None
    above = " › ".join(clean(area.name) for area in found.path[1:])
    links: list[Node] = [h("a", "btn", t("To the station board"), href=f"/manage?election={found.election}")]
    if ward is not None:
        links.append(
            h(
                "a",
                "btn",
                f"{level_title(t, ward.level)}: {clean(ward.name)}",
                href=ward_href(found.election, ward.code),
            )
        )
    if public:
        links.append(h("a", "btn", t("Public page of the station"), href=public))
    return h(
        "header",
        None,
        h("h1", "head", clean(found.station_name)),
        h("p", None, h("span", "code", found.station), f" {above}"),
        h("div", "ds-top", *links),
    )


def _section(title: str, *inner: Node, name: str | None = None) -> Component:
    return h("section", "blk", h("header", None, h("h2", None, title)), *inner, id=name)


def _contests(t: Translator, clock: Clock, found: StationDossier) -> Component:
    heads = [
        h("th", css, h("span", None, t(words)), scope="col")
        for words, css in (
            (N_("Contest"), None),
            (N_("State of form"), None),
            (N_("Received"), "n"),
            (N_("Late by"), "n"),
            (N_("Why"), None),
        )
    ]
    table = h(
        "table",
        "t cards",
        h("caption", "vh", t("Contests of the station")),
        h("thead", None, h("tr", None, *heads)),
        h("tbody", None, *[_contest(t, clock, found, row) for row in found.rows]),
    )
    return _section(t("Contests"), h("div", "tw all", table))


def _contest(t: Translator, clock: Clock, found: StationDossier, row: BoardRow) -> Component:
    late = minutes_late(row, found.as_of)
    title: Node = contest_title(t, row.contest_title)
    if row.form is not None:
        title = h("a", None, title, href=f"/manage/forms/{row.form}")
    tags = [h("span", "dif" if row.sources_differ else None, source_code(one)) for one in row.sources]
    got: Node = "–" if row.received_at is None else moment(clock, row.received_at, found.as_of)
    return h(
        "tr",
        None,
        h("td", "nm", title),
        h("td", "r", state_chip(t, row.state)),
        h("td", "n", got, data_l=t("Received")),
        h("td", "n", "–" if late is None else h("b", "lt", f"▲ {span(late)}"), data_l=t("Late by")),
        h("td", "wide", h("span", "bd-src", *tags) if tags else None, " ", *why(t, row, clock)),
    )


def _forms(t: Translator, clock: Clock, found: StationDossier, titles: dict[str, str]) -> Component:
    if not found.forms:
        return _section(t("Forms"), _none(t("No form has come.")))
    items = [_form(t, clock, found, form, titles) for form in found.forms]
    return _section(t("Forms"), h("ul", "ds-log", *items))


def _form(
    t: Translator, clock: Clock, found: StationDossier, form: DossierForm, titles: dict[str, str]
) -> Component:
    title = f"{titles.get(form.contest, clean(form.contest))}, {source_name(t, form.source)}"
    words: list[Node] = [h("a", None, h("b", None, title), href=f"/manage/forms/{form.uid}"), " "]
    words.append(chip(t, form.state) if form.current else t("replaced"))
    words.append(f" {t('Revision {n}', n=form.revision)}")
    more: list[Node] = [h("p", None, *words)]
    if form.entered_by:
        more.append(h("small", None, t("Entered by {name}", name=clean(form.entered_by))))
    if form.state == "disputed" and form.current:
        held = finding_words(t, form.hold_detail or "") or hold_words(
            t, None if form.hold_rule == "manager" else form.hold_rule
        )
        more.append(h("p", "err", "▲ ", clean(held)))
    if form.reason:
        more.append(h("p", None, t("Reason:"), " ", clean(form.reason)))
    return h("li", None, moment(clock, form.received_at, found.as_of), h("div", None, *more))


def _photos(t: Translator, found: StationDossier, titles: dict[str, str]) -> Component | None:
    shown: list[Node] = []
    for form in found.forms:
        if not form.current:
            continue
        for place, photo in enumerate(form.photos, start=1):
            words = f"{titles.get(form.contest, clean(form.contest))}, {t('Photo {n}', n=place)}"
            picture = el(
                "img", src=f"/api/v1/attachments/{photo}", alt=words, loading="lazy", width=132, height=176
            )
            shown.append(h("a", None, picture, h("span", None, words), href=f"/api/v1/attachments/{photo}"))
    return _section(t("Photos"), h("div", "ds-photos", *shown)) if shown else None


def _observers(t: Translator, clock: Clock, found: StationDossier) -> Component:
    facts: list[Node] = []
    for one in found.observers:
        heard = t("not heard of yet")
        if one.last_contact_at is not None:
            did = t(_HEARD.get(one.last_contact or "", _HEARD["session"]))
            at = one.last_contact_at
            heard = f"{did} {clock.short_date(at)} {clock.time(at)}"
        facts += [h("dt", None, h("bdi", None, clean(one.name))), h("dd", None, heard)]
    if found.registered is not None:
        facts += [h("dt", None, t("Registered voters")), h("dd", None, number(found.registered))]
    nobody = None if found.observers else _none(t("Nobody is assigned to this station."))
    assign = h(
        "a",
        "btn",
        t("Assign observers"),
        href=f"/manage/assignments?election={found.election}&q={found.station}",
    )
    return _section(t("People"), nobody, h("dl", "ds-facts", *facts), h("p", "ds-top", assign))


def _contacts(t: Translator, clock: Clock, found: StationDossier) -> Component:
    lines = [
        h(
            "li",
            None,
            moment(clock, one.at, found.as_of),
            h(
                "div",
                None,
                h("p", None, h("b", None, contact_words(t, one, clock))),
                h("p", None, clean(one.note)) if one.note else None,
                h("small", None, clean(one.by)),
            ),
        )
        for one in found.contacts
    ]
    form = h(
        "form",
        "ds-form",
        h("p", "note-bad", id="ds-bad", role="alert", hidden="hidden"),
        h("div", "grid", *contact_fields(t, prefix="ds", clock_zone=clock.zone)),
        h("button", "btn btn-1", t("Write down"), type="submit"),
        method="post",
        id="ds-contactform",
    )
    said = h("ul", "ds-log", *lines) if lines else _none(t("Nobody has written anything down."))
    return _section(t("Contacts"), form, said, name="contact")


def _open(
    t: Translator,
    clock: Clock,
    found: StationDossier,
    titles: Mapping[str, str],
    rules: Mapping[str, str],
) -> Component:
    lines: list[Node] = []
    for alert in found.alerts:
        words = f"{t(KINDS[alert.kind].title)} · {_severity(t, alert.severity)} · {t(STATUS[alert.status])}"
        lines.append(_line(clock, found, alert.opened_at, t("Alert"), words, f"/manage/alerts/{alert.uid}"))
    for finding in found.findings:
        title = titles.get(finding.contest, clean(finding.contest))
        words = f"{t(rules.get(finding.rule, finding.rule))} · {title} · {finding.score:.2f}"
        lines.append(
            _line(clock, found, finding.found_at, t("Finding"), words, f"/manage/forms/{finding.form}")
        )
    for incident in found.incidents:
        words = f"{t(incident.title)} · {_severity(t, incident.severity)} · {t(STATUSES[incident.status])}"
        lines.append(
            _line(clock, found, incident.reported_at, t("Incident"), words, f"/incidents/{incident.uid}")
        )
    if not lines:
        return _section(t("Open at this station"), _none(t("No alert, no finding, no incident.")))
    return _section(t("Open at this station"), h("ul", "ds-log", *lines))


def _severity(t: Translator, severity: str) -> str:
    return t(SEVERITY[severity]) if severity in SEVERITY else clean(severity)


def _line(clock: Clock, found: StationDossier, at: object, kind: str, words: str, href: str) -> Component:
    when = moment(clock, at, found.as_of)  # type: ignore[arg-type]
    return h("li", None, when, h("p", None, h("a", None, h("b", None, kind), href=href), f" {words}"))


def _history(t: Translator, clock: Clock, found: StationDossier, titles: dict[str, str]) -> Component:
    if not found.history:
        return _section(t("History"), _none(t("Nothing has happened here yet.")))
    return _section(t("History"), h("ul", "ds-log", *_events(t, clock, found, titles)))


def _events(
    t: Translator, clock: Clock, found: StationDossier, titles: dict[str, str]
) -> Sequence[Component]:
    return [_event(t, clock, found, event, titles) for event in found.history]


def _event(
    t: Translator, clock: Clock, found: StationDossier, event: DossierEvent, titles: dict[str, str]
) -> Component:
    what = t(_WHAT[event.what]) if event.what in _WHAT else clean(event.what).replace("_", " ")
    parts = [titles.get(event.contest, clean(event.contest))] if event.contest else []
    parts += [clean(event.by)] if event.by else []
    if event.detail:
        # A rule that held the form, or the source it came from, is stored by its code; a reason is a person's words.
        detail = clean(event.detail)
        if event.what == "form":
            detail = source_name(t, event.detail)
        elif event.what == "held":
            detail = hold_words(t, event.detail)
        parts.append(detail)
    rest = " · ".join(parts)
    said = h("p", None, h("b", None, what), f" · {rest}" if rest else None)
    return h("li", None, moment(clock, event.at, found.as_of), said)


def _none(words: str) -> Component:
    return h("p", "cap", words)
