"""Assignments of observers to stations: list with search, begin, move, end, and whole files with a look before.

Called by `pages.office.assignments`. What is in the list is what row security lets the asker see.
"""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

from dash.development.base_component import Component

from components.format import Clock, clean
from components.i18n import N_, Translator
from components.markup import Node, h
from components.office.asked import api_form, choice_field, hidden, text_field
from components.office.audit import moment
from components.svg import el
from data.records import AssignmentLine, AssignmentPage

PATH = "/manage/assignments"
API = "/api/v1/assignments"


def assignments_page(
    t: Translator,
    found: AssignmentPage,
    clock: Clock,
    given: Mapping[str, str],
    *,
    elections: tuple[tuple[str, str], ...],
) -> Component:
    """Draw the page."""
    chosen = given.get("election") or (elections[0][0] if elections else "")
    return h(
        "div",
        "adm",
        h("h1", "head", t("Observers at stations")),
        _search(t, given, elections, chosen),
        _list(t, found, clock, given),
        h("h2", None, t("Assign an observer")),
        _begin(t, chosen),
        h("h2", None, t("Many at once")),
        _file(t, chosen),
    )


def _search(
    t: Translator, given: Mapping[str, str], elections: tuple[tuple[str, str], ...], chosen: str
) -> Component:
    kept = [hidden(name, given[name]) for name in ("lang", "theme") if name in given]
    states = [("", t("Open ones")), ("true", t("Also ended ones"))]
    fields = [
        choice_field("election", t("Election"), elections, chosen=chosen),
        text_field("q", t("Observer or station"), kind="search", value=given.get("q", "")),
        choice_field("ended", t("State"), states, chosen=given.get("ended", "")),
    ]
    export = f"{API}/export.csv?{urlencode({'election': chosen})}"
    buttons = [
        h("button", "btn btn-1", t("Search"), type="submit"),
        h("a", "btn", t("Clear"), href=PATH),
        h("a", "btn", t("Export as CSV"), href=export),
    ]
    return h(
        "form",
        "flt",
        h("div", "grid", *fields),
        *kept,
        h("div", "row", *buttons),
        action=PATH,
        method="get",
        role="search",
    )


def _list(t: Translator, found: AssignmentPage, clock: Clock, given: Mapping[str, str]) -> Component:
    if not found.assignments:
        return h("p", "note-plain", t("No assignment matches."))
    names = (N_("Observer"), N_("Station"), N_("Where"), N_("Since"), N_("By"), N_("Change"))
    head = h("tr", None, *[h("th", None, h("span", None, t(name)), scope="col") for name in names])
    table = h(
        "table",
        "t cards",
        h("caption", "vh", t("Assignments, the newest first")),
        h("thead", None, head),
        h("tbody", None, *[_row(t, line, clock) for line in found.assignments]),
    )
    query = urlencode({**given, "after": str(found.next)}) if found.next else ""
    more = h("a", "btn", t("Older assignments"), href=f"{PATH}?{query}") if query else None
    return h("div", None, h("div", "tw", table), more)


def _row(t: Translator, line: AssignmentLine, clock: Clock) -> Component:
    since: list[Node] = [moment(clock, line.since)]
    if line.ended is not None:
        since.append(h("small", None, t("ended {time}", time=moment(clock, line.ended))))
    who: list[Node] = [
        h("bdi", None, clean(line.display_name)),
        h("small", None, h("code", None, line.username)),
    ]
    station: list[Node] = [clean(line.station_name), h("small", None, h("code", None, line.station_code))]
    return h(
        "tr",
        None,
        h("td", "nm", *who),
        h("td", None, *station, data_l=t("Station")),
        h("td", "wide", " › ".join(map(clean, line.path)), data_l=t("Where")),
        h("td", "wide", *since, data_l=t("Since")),
        h("td", None, line.assigned_by or "–", data_l=t("By")),
        h("td", "wide", _end(t, line) if line.ended is None else "–"),
    )


def _end(t: Translator, line: AssignmentLine) -> Component:
    move = h(
        "button",
        "btn",
        t("Move"),
        h("span", "vh", f" {line.username}"),
        type="button",
        data_move=str(line.assignment),
        data_username=line.username,
    )
    ask = t("End this assignment now?")
    form = api_form(t, action=f"{API}/{line.assignment}", method="DELETE", button=t("End"), ask=ask, bad=True)
    return h("div", "acts", move, form)


def _begin(t: Translator, chosen: str) -> Component:
    return h(
        "div",
        "frm",
        hidden("election", chosen),
        hidden("instead_of", ""),
        h("p", "note-plain", id="moving", hidden=True),
        h(
            "div",
            "grid",
            text_field("username", t("User name of the observer"), prefix="b"),
            text_field("place", t("Search a station by name or code"), kind="search", prefix="b"),
        ),
        h("div", "hits", role="group", aria_label=t("Stations found")),
        h("span", "said", role="status"),
        id="begin",
        data_places="station",
        data_api=API,
        data_sends="station",
    )


def _file(t: Translator, chosen: str) -> Component:
    picked = h(
        "div",
        "field",
        h("label", None, t("CSV file"), for_="csv-file"),
        h(
            "small",
            None,
            t("First line username,station_code; at most 100,000 rows and 4 MB."),
            id="csv-hint",
        ),
        el("input", id="csv-file", type="file", accept=".csv,text/csv", aria_describedby="csv-hint"),
    )
    store = el("button", t("Store all of it"), type="button", class_="btn btn-1", id="csv-store", disabled="")
    return h(
        "div",
        "frm",
        picked,
        h("div", "row", store, h("span", "said", role="status")),
        h("div", None, id="csv-found"),
        id="csv",
        data_api=f"{API}/import?{urlencode({'election': chosen})}",
    )


def words_of(t: Translator) -> dict[str, str]:
    """Return the sentences of the script."""
    return {
        "csv_look": t(
            "{rows} rows: {added} new, {unchanged} hold already, {problems} wrong.",
            rows="{rows}",
            added="{added}",
            unchanged="{unchanged}",
            problems="{problems}",
        ),
        "csv_stored": t("Stored: {added} new assignments.", added="{added}"),
        "csv_more": t("The first {n} of them:", n="{n}"),
        "csv_row": t("Row"),
        "csv_field": t("Column"),
        "csv_value": t("Value"),
        "csv_what": t("What is wrong, and what to do"),
        "moving": t(
            "{username} moves: choose the new station. The old assignment ends in the same moment.",
            username="{username}",
        ),
    }
