"""Tables of an area's page: its stations or the areas below it, and what is open there with links to where it is worked on.

Called by `components.office.ward`. Stations lead to their dossiers, forms to theirs, incidents and alerts to their pages.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from urllib.parse import quote, urlencode

from dash.development.base_component import Component

from components.contest.progress import chip, nil_chip
from components.format import UNKNOWN, Clock, clean, number, percent
from components.i18n import N_, Translator
from components.markup import Node, h
from components.office.wardview import section
from data.records.alerts import KINDS
from data.records.wards import OpenMatters, WardContest, WardReport, WardRow
from data.records.words import SEVERITY

_STATUSES = {
    "reported": N_("Reported"),
    "active": N_("Active"),
    "investigating": N_("Being looked into"),
    "snoozed": N_("Snoozed"),
}


def dossier_address(election: str, station: str) -> str:
    """Return the address of a station's dossier."""
    return f"/manage/stations/{quote(election, safe='')}/{quote(station, safe='')}"


def rows_table(t: Translator, clock: Clock, report: WardReport, contest: WardContest | None) -> Component:
    """Draw the stations of a ward or the areas directly below another area, in the chosen contest."""
    place = report.place
    title = t("Stations") if place.is_leaf else t("Areas below")
    said = clean(contest.title) if contest is not None else ""
    if not report.rows:
        return section(title, h("p", "muted", t("None in the register.")))
    cut = None
    if len(report.rows) < report.rows_of:
        cut = h(
            "p",
            "cap",
            t("The first {n} of {total}.", n=number(len(report.rows)), total=number(report.rows_of)),
        )
    draw = _station_row if place.is_leaf else _area_row
    names = _station_names(t) if place.is_leaf else _area_names(t)
    head = [
        h("th", "n" if kind == "n" else None, h("span", None, words), scope="col") for words, kind in names
    ]
    table = h(
        "table",
        "t cards wd-rows",
        h("caption", "vh", f"{title}: {said}"),
        h("thead", None, h("tr", None, *head)),
        h("tbody", None, *[draw(t, clock, report, row) for row in report.rows]),
    )
    return section(title, h("div", "tw all", table), cut, note=said)


def _station_names(t: Translator) -> tuple[tuple[str, str], ...]:
    return (
        (t("Station"), ""), (t("State"), ""), (t("Received"), ""), (t("Registered voters"), "n"),
        (t("Turnout"), "n"), (t("Leads"), ""),
    )  # fmt: skip


def _station_row(t: Translator, clock: Clock, report: WardReport, row: WardRow) -> Component:
    place = report.place
    link = h("a", None, clean(row.name), href=dossier_address(place.election, row.code))
    state: list[Node] = [chip(t, row.state) if row.state else nil_chip(t("Not reported"))]
    if row.is_late:
        state.append(h("b", "wd-sig", f" ▲ {t('late')}"))
    when = moment(clock, row.received_at) if row.received_at else UNKNOWN
    if row.form is not None:
        when = h(
            "a",
            None,
            when,
            href=f"/manage/forms/{row.form}",
            aria_label=t("Form of {station}", station=clean(row.name)),
        )
    names = [words for words, _ in _station_names(t)]
    return h(
        "tr",
        None if row.state else "nr",
        h("td", "nm", link, h("small", "code", row.code)),
        h("td", "wide", *state, data_l=names[1]),
        h("td", None if row.state else "hide", when, data_l=names[2]),
        h("td", "n", number(row.registered), data_l=names[3]),
        h("td", "n" if row.leader else "n hide", percent(row.turnout_pct), data_l=names[4]),
        h("td", "wide" if row.leader else "wide hide", *_leads(row), data_l=names[5]),
    )


def _area_names(t: Translator) -> tuple[tuple[str, str], ...]:
    return (
        (t("Area"), ""), (t("Stations counted"), ""), (t("Not reported"), "n"), (t("Disputed"), "n"),
        (t("Turnout"), "n"), (t("Leads"), ""),
    )  # fmt: skip


def _area_row(t: Translator, _clock: Clock, report: WardReport, row: WardRow) -> Component:
    query = f"?{urlencode({'contest': report.chosen})}" if report.chosen else ""
    href = f"/manage/wards/{quote(report.place.election, safe='')}/{quote(row.code, safe='')}{query}"
    names = [words for words, _ in _area_names(t)]
    stations = row.stations or 0
    out = max(0, stations - (row.reported or 0))
    held: Node = h("b", "wd-sig", f"▲ {number(row.disputed)}") if row.disputed else number(row.disputed)
    of_all = t("{n} of {total}", n=number(row.counted), total=number(stations))
    return h(
        "tr",
        None if row.reported else "nr",
        h("td", "nm", h("a", None, clean(row.name), href=href), h("small", "code", row.code)),
        h("td", "wide", of_all if row.reported else nil_chip(t("Not reported")), data_l=names[1]),
        h("td", "n", number(out), data_l=names[2]),
        h("td", "n", held, data_l=names[3]),
        h("td", "n", percent(row.turnout_pct), data_l=names[4]),
        h("td", "wide", *_leads(row), data_l=names[5]),
    )


def _leads(row: WardRow) -> list[Node]:
    if row.leader is None:
        return [UNKNOWN]
    return [clean(row.leader), " ", h("span", "muted", percent(row.leader_pct))]


def moment(clock: Clock, at: datetime) -> Component:
    """Write a time of the night: hour and day."""
    return h("time", None, f"{clock.time(at)}, {clock.short_date(at)}", dateTime=clock.iso(at))


def open_matters(t: Translator, clock: Clock, report: WardReport, *, rules: Mapping[str, str]) -> Component:
    """Draw incidents, findings and alerts of the area that are open, the gravest first."""
    matters = report.open
    if not (matters.incidents or matters.findings or matters.alerts):
        return section(t("Open here"), h("p", "muted", t("No open incident, finding or alert in this area.")))
    where = report.place.election
    lists = [
        _list(
            t("Incidents"),
            matters.incidents_total,
            _incidents(t, clock, matters, where),
            _more("incidents", where),
        ),
        _list(
            t("Anomalies"),
            matters.findings_total,
            _findings(t, matters, where, rules),
            _more("anomalies", where),
        ),
        _list(t("Alerts"), matters.alerts_total, _alerts(t, clock, matters), _more("alerts", where)),
    ]
    return section(t("Open here"), h("div", "wd-open", *lists))


def _more(page: str, election: str) -> str:
    return f"/manage/{page}?{urlencode({'election': election})}"


def _list(title: str, total: int, lines: list[Component], href: str) -> Component | None:
    if not lines:
        return None
    head = h("h3", None, h("a", None, title, href=href), " ", h("span", "muted", number(total)))
    return h("div", None, head, h("ul", None, *lines))


def _place(station: str | None, code: str | None, election: str) -> Node:
    if station is None or code is None:
        return None
    return h("a", "wd-at", clean(station), href=dossier_address(election, code))


def _severity(t: Translator, severity: str) -> Component:
    words = t(SEVERITY[severity])
    return h("b", "wd-sig", f"▲ {words}") if severity in ("high", "critical") else h("b", None, words)


def _incidents(t: Translator, clock: Clock, matters: OpenMatters, election: str) -> list[Component]:
    return [
        h(
            "li",
            None,
            h("a", None, t(one.category), href=f"/incidents/{one.uid}"),
            h(
                "span",
                None,
                _severity(t, one.severity),
                f" · {t(_STATUSES[one.status])} · ",
                moment(clock, one.reported_at),
            ),
            None
            if one.assigned or one.status != "reported"
            else h("span", "wd-sig", t("nobody has taken it")),
            _place(one.station, one.station_code, election),
        )
        for one in matters.incidents
    ]


def _findings(
    t: Translator, matters: OpenMatters, election: str, rules: Mapping[str, str]
) -> list[Component]:
    lines = []
    for one in matters.findings:
        words = (
            t("Told after the second entry") if one.rule is None else t(rules.get(one.rule, _plain(one.rule)))
        )
        link: Node = h("a", None, words, href=f"/manage/forms/{one.form}") if one.form else words
        where = _place(one.station, one.station_code, election) or h("span", None, clean(one.area))
        lines.append(h("li", None, link, h("span", None, f"{clean(one.contest)} · {one.score:.2f}"), where))
    return lines


def _alerts(t: Translator, clock: Clock, matters: OpenMatters) -> list[Component]:
    return [
        h(
            "li",
            None,
            h(
                "a",
                None,
                t(KINDS[one.kind].title if one.kind in KINDS else _plain(one.kind)),
                href=f"/manage/alerts/{one.uid}",
            ),
            h(
                "span",
                None,
                _severity(t, one.severity),
                f" · {t(_STATUSES[one.status])} · ",
                moment(clock, one.opened_at),
            ),
            h("span", None, clean(one.station or one.area)),
        )
        for one in matters.alerts
    ]


def _plain(code: str) -> str:
    return code.replace("_", " ").capitalize()
