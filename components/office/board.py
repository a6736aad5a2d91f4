"""The station board: head figures, choices, active filters, and the list.

Called by `pages.office.manage`. Its parts are marked `data-part`: scripts replace them with the same parts of a newer page.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from dash.development.base_component import Component

from components.format import Clock, clean, number, part_percent
from components.holds import hold_words
from components.i18n import N_, Translator
from components.markup import Node, h
from components.office.asked import hidden
from components.office.boardfacets import facets
from components.office.boardlinks import PATH, BoardAddress
from components.office.boardrows import rows_table
from components.office.boardwords import CONTACTS, STATES, source_name
from components.office.manage import ElectionChoice, election_choice, live_mark
from components.shell import contest_title
from components.svg import el, lens
from data.records.board import CONTACT_KINDS, BoardFacets, BoardPage

VIEWS = (("list", N_("List")), ("matrix", N_("Matrix")), ("map", N_("Map")))
_ORDERS = (
    ("attention", N_("Needs a person first")),
    ("late", N_("Most late first")),
    ("received", N_("Newest form first")),
    ("code", N_("By code")),
)


@dataclass(frozen=True, kw_only=True)
class BoardView:
    """What every view of the board draws from; `last_form` is when the newest form came, `area_name` the chosen area's."""

    t: Translator
    clock: Clock
    address: BoardAddress
    election: ElectionChoice
    elections: Sequence[ElectionChoice]
    facets: BoardFacets
    view: str = "list"
    last_form: datetime | None = None
    area_name: str = ""
    fault: str | None = None


def board_page(view: BoardView, *inner: Node) -> Component:
    """Draw the page around one of its views."""
    t = view.t
    return h(
        "div",
        "bd",
        h("h1", None, t("Station board")),
        h("div", None, head(view), data_part="head"),
        bar(view),
        h("p", "note-bad", view.fault, role="alert") if view.fault else None,
        *inner,
    )


def head(view: BoardView) -> Component:
    """Draw the five figures."""
    t, counts = view.t, view.facets.counts
    counted = counts.preliminary + counts.verified + counts.confirmed
    out = counts.held + counts.disputed
    share = part_percent(counted, counts.total, 1)
    total = t("forms in the totals, {pct} of {n}", pct=share, n=number(counts.total))
    last = (
        t("no form yet")
        if view.last_form is None
        else t("last form {time}", time=view.clock.time(view.last_form))
    )
    now = view.clock.time(view.facets.as_of)
    link = view.address.to
    return h(
        "dl",
        "bd-head",
        _figure(number(counted), total, link(state="preliminary,verified,confirmed", late=None, view=None)),
        _figure(
            number(out),
            t("held or disputed: a person decides"),
            link(state="held,disputed", late=None, view=None),
            signal=out,
        ),
        _figure(
            number(counts.not_reported), t("not reported"), link(state="not_reported", late=None, view=None)
        ),
        _figure(
            number(counts.late),
            t("late: others near them are in"),
            link(late="1", state=None, view=None),
            signal=counts.late,
        ),
        h("div", None, h("dt", None, live_mark(t), " · ", last), h("dd", None, now)),
    )


def _figure(value: str, words: str, href: str, *, signal: int | None = None) -> Component:
    css = None if signal is None else ("sig" if signal else "sig zero")
    mark = h("span", None, "▲ ", aria_hidden="true") if signal else None
    return h("div", css, h("dt", None, words), h("dd", None, h("a", None, mark, value, href=href)))


def bar(view: BoardView) -> Component:
    """Draw the choice of election and contest, and the three views."""
    t, address = view.t, view.address
    kept = [hidden("election", address.election)]
    kept += [
        hidden(k, v) for k, v in address.given.items() if k not in ("contest", "after", "prev", "election")
    ]
    options = [el("option", t("All contests"), value="")]
    options += [
        el(
            "option",
            contest_title(t, contest.title),
            value=contest.code,
            selected="" if contest.code == address.given.get("contest") else None,
        )
        for contest in view.facets.contests
    ]
    contest_form = h(
        "form",
        "bd-pick",
        *kept,
        h("label", None, t("Contest"), for_="bd-contest"),
        el("select", *options, id="bd-contest", name="contest"),
        h("button", "btn", t("Show"), type="submit"),
        method="get",
        action=PATH,
    )
    links = [
        h(
            "a",
            None,
            t(words),
            href=address.to(view=None if name == "list" else name),
            aria_current="page" if name == view.view else None,
        )
        for name, words in VIEWS
    ]
    chosen = election_choice(t, view.election, view.elections, here=PATH, kept=address.given)
    views = h("nav", "seg bd-views", *links, aria_label=t("Views of the board"))
    return h("div", "bd-bar", chosen, contest_form if view.view != "matrix" else None, views)


def list_view(view: BoardView, page: BoardPage) -> Component:
    """Draw facets, tools and rows."""
    t = view.t
    paper = h("div", "bd-paper", rows_table(t, page, view.address, view.clock), data_part="rows")
    slot = h("div", "bd-gridbox", h("div", None, id="react-entry-point"), hidden="hidden")
    right = h(
        "div",
        None,
        tools(view),
        _chosen(t),
        h("div", "bd-said", h("span", None, role="status", id="bd-said"), _in_order(t)),
        h("div", None, paper, slot, id="bd-list", data_grid="off"),
        _keys(t),
        _dialog(t, view),
    )
    return h("div", "bd-two", h("div", None, facets(t, view.facets, view.address), data_part="facets"), right)


def tools(view: BoardView) -> Component:
    """Draw search, active filters, order and export."""
    t, address = view.t, view.address
    kept = [hidden("election", address.election)]
    kept += [hidden(k, v) for k, v in address.given.items() if k not in ("q", "after", "prev", "election")]
    words = t("Station, place or code")
    box = el(
        "input",
        id="bd-q",
        name="q",
        type="search",
        value=address.given.get("q", ""),
        placeholder=words,
        autocomplete="off",
        maxlength=100,
    )
    search = h(
        "form",
        "find",
        *kept,
        h("label", "vh", words, for_="bd-q"),
        lens(),
        box,
        method="get",
        action=PATH,
        role="search",
        id="bd-search",
    )
    return h(
        "div",
        "bd-tools",
        search,
        h("div", "bd-chips", *chips(view), data_part="chips"),
        h("div", "bd-chips", _order(view), _export(view), data_part="order"),
    )


def _order(view: BoardView) -> Component:
    t, address = view.t, view.address
    kept = [hidden("election", address.election)]
    kept += [
        hidden(k, v) for k, v in address.given.items() if k not in ("order", "after", "prev", "election")
    ]
    chosen = address.given.get("order", "attention")
    options = [
        el("option", t(words), value=name, selected="" if name == chosen else None) for name, words in _ORDERS
    ]
    return h(
        "form",
        "bd-pick bd-order",
        *kept,
        h("label", "vh", t("Order"), for_="bd-order"),
        el("select", *options, id="bd-order", name="order"),
        h("button", "btn", t("Show"), type="submit"),
        method="get",
        action=PATH,
    )


def _export(view: BoardView) -> Component:
    return h("a", "btn btn-1", view.t("Export list"), href=view.address.csv(), download="", data_export="")


def chips(view: BoardView) -> list[Component]:
    """Draw each active filter as a link that takes it away."""
    t, address = view.t, view.address
    links = []
    for name, value in address.filters().items():
        if name == "contest":
            continue
        if name == "state":
            for state in address.states():
                rest = ",".join(one for one in address.states() if one != state)
                links.append(
                    _chip(
                        t, t(STATES[state][1]) if state in STATES else state, address.to(state=rest or None)
                    )
                )
            continue
        links.append(_chip(t, filter_words(view, name, value), address.to(**{name: None})))
    if links:
        nothing = {name: None for name in address.filters() if name != "contest"}
        links.append(h("a", "clr", t("Clear"), href=address.to(**nothing)))
    return links


def _chip(t: Translator, words: str, href: str) -> Component:
    sign = h("span", None, "✕", aria_hidden="true")
    return h("a", "btn", words, " ", sign, href=href, aria_label=t("Remove the filter {name}", name=words))


def filter_words(view: BoardView, name: str, value: str) -> str:
    """Say one active filter in words."""
    t = view.t
    if name == "late":
        return t("Late") if value == "1" else t("Not late")
    if name == "area":
        return clean(view.area_name or value)
    if name == "check":
        return t("Disputed by a manager") if value == "manager" else hold_words(t, clean(value))
    if name == "missing":
        return t("Without {source}", source=source_name(t, clean(value)))
    if name == "observer":
        return t("Without an observer") if value == "none" else t("Observer {name}", name=clean(value))
    if name == "differ":
        return t("Sources differ")
    if name == "findings":
        return t("Open findings")
    return f"“{clean(value)}”"


def _chosen(t: Translator) -> Component:
    """What can be done with the rows that are chosen; the script shows it."""
    buttons = [
        h("button", "btn", t("Open"), type="button", data_act="open"),
        h("button", "btn", t("Write down a contact"), type="button", data_act="contact"),
        h("button", "btn", t("Copy codes"), type="button", data_act="copy"),
        h("a", "btn", t("Assign observers"), href="/manage/assignments", data_act="assign"),
        h("button", "btn", t("Choose none"), type="button", data_act="none"),
    ]
    return h(
        "div",
        "bd-sel",
        h("b", None, id="bd-count"),
        *buttons,
        id="bd-sel",
        hidden="hidden",
        role="group",
        aria_label=t("Rows chosen"),
    )


def _in_order(t: Translator) -> Component:
    return h("button", "btn sm", t("Show in order"), type="button", id="bd-anew", hidden="hidden")


def _keys(t: Translator) -> Component:
    pairs = (
        ("J K", t("Next row, row before")),
        ("X", t("Choose the row")),
        ("Enter", t("Open the row")),
        ("C", t("Write down a contact")),
        ("/", t("Search")),
    )
    said: list[Node] = []
    for key, words in pairs:
        said += [h("kbd", None, key), f" {words}  "]
    return h("p", "cap bd-keys", *said)


def contact_fields(t: Translator, *, prefix: str, clock_zone: str) -> list[Component]:
    """Return the fields of what is written down about reaching a station."""
    kinds = [el("option", t(CONTACTS[kind]), value=kind) for kind in CONTACT_KINDS]
    zone = t("Times are those of {zone}.", zone=clock_zone)
    return [
        h(
            "div",
            "field",
            h("label", None, t("What happened"), for_=f"{prefix}-kind"),
            el("select", *kinds, id=f"{prefix}-kind", name="kind"),
        ),
        h(
            "div",
            "field",
            h("label", None, t("Promised for"), for_=f"{prefix}-promised"),
            el("input", id=f"{prefix}-promised", name="promised", type="time"),
            h("small", None, zone),
        ),
        h(
            "div",
            "field wide",
            h("label", None, t("Note"), for_=f"{prefix}-note"),
            el("textarea", id=f"{prefix}-note", name="note", maxlength=1000, rows=2),
        ),
    ]


def _dialog(t: Translator, view: BoardView) -> Component:
    form = h(
        "form",
        "ds-form",
        h("h2", None, t("Write down a contact")),
        h("p", "cap", id="bd-who"),
        h("p", "note-bad", id="bd-bad", role="alert", hidden="hidden"),
        h("div", "grid", *contact_fields(t, prefix="bd", clock_zone=view.clock.zone)),
        h(
            "div",
            "bd-tools",
            h("button", "btn btn-1", t("Write down"), type="submit"),
            h("button", "btn", t("Cancel"), type="button", data_act="cancel"),
        ),
        method="dialog",
        id="bd-contactform",
    )
    return h("dialog", "bd-dialog", form, id="bd-dialog", aria_label=t("Write down a contact"))
