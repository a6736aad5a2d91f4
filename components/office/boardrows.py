"""The list of the station board as a table: what the page paints first, works without a script, and phones keep.

Called by `components.office.board`. The grid draws the same cells from JSON (`boardrow.js`).
"""

from __future__ import annotations

from datetime import datetime

from dash.development.base_component import Component

from components.format import Clock, clean, number
from components.i18n import N_, Translator
from components.markup import Node, h
from components.office.boardlinks import BoardAddress, station_href
from components.office.boardwords import minutes_late, moment, source_code, span, state_chip, why
from components.shell import contest_title
from components.svg import el
from data.records.board import BoardObserver, BoardPage, BoardRow

#: column, words, order of the server, direction it has
COLUMNS = (
    ("code", N_("Code"), "code", "ascending"),
    ("name", N_("Station"), None, ""),
    ("where", N_("Where"), None, ""),
    ("state", N_("State of form"), None, ""),
    ("got", N_("Received"), "received", "descending"),
    ("late", N_("Late by"), "late", "descending"),
    ("why", N_("Why it is here"), None, ""),
    ("seen", N_("Observer"), None, ""),
    ("act", N_("Action"), None, ""),
)
_RIGHT = {"got", "late", "seen", "act"}


def rows_table(t: Translator, page: BoardPage, address: BoardAddress, clock: Clock) -> Component:
    """Draw the rows of a page with the links to its neighbours."""
    if not page.rows:
        return h("div", "bd-none void", h("p", None, _nothing(t, page)))
    one = "contest" in address.given
    table = h(
        "table",
        "t bd-t",
        h("caption", "vh", t("Stations and contests, what needs a person first")),
        h("thead", None, h("tr", None, *_heads(t, address))),
        h("tbody", None, *[_row(t, page, row, clock, one=one) for row in page.rows]),
        id="bd-table",
    )
    return h("div", None, h("div", "tw all", table), pager(t, page, address))


def _nothing(t: Translator, page: BoardPage) -> str:
    if not page.built:
        return t("This election has no station board yet: it is built when the election is opened.")
    return t("No station matches these filters.")


def _heads(t: Translator, address: BoardAddress) -> list[Component]:
    heads = [h("th", "c-pick", h("span", None, h("span", "vh", t("Choose"))), scope="col")]
    order = address.given.get("order", "attention")
    for name, words, by, direction in COLUMNS:
        css = "n" if name in _RIGHT else None
        if by is None:
            heads.append(h("th", css, h("span", None, t(words)), scope="col"))
            continue
        chosen = order == by
        link = h("a", None, t(words), href=address.to(order=None if chosen else by))
        heads.append(h("th", css, link, scope="col", aria_sort=direction if chosen else None))
    return heads


def row_id(row: BoardRow) -> str:
    """Name a row of the list: station and contest."""
    return f"{row.contest}/{row.station}"


def _row(t: Translator, page: BoardPage, row: BoardRow, clock: Clock, *, one: bool) -> Component:
    now = page.as_of
    late = minutes_late(row, now)
    return h(
        "tr",
        None,
        h("td", "c-pick", _pick(t, row)),
        h("td", "c-code", h("span", "code", row.station), _sources(row)),
        h(
            "td",
            "c-name nm",
            h("a", None, clean(row.station_name), href=station_href(page.election, row.station)),
        ),
        h("td", "c-where where", *_where(row)),
        h("td", "c-state", state_chip(t, row.state), _contest(t, row, one=one)),
        h(
            "td",
            "c-got n" + ("" if row.received_at else " nil"),
            _time(row.received_at, clock, now),
            data_l=t("Received"),
        ),
        h(
            "td",
            "c-late n" + ("" if late is not None else " nil"),
            "–" if late is None else h("b", "lt", f"▲ {span(late)}"),
            data_l=t("Late by"),
        ),
        h("td", "c-why", h("span", "why", *why(t, row, clock))),
        h(
            "td",
            "c-seen n" + ("" if row.observers else " nil"),
            *_seen(t, row, clock, now),
            data_l=t("Observer"),
        ),
        h("td", "c-act n", _action(t, page.election, row)),
        data_key=row_id(row),
        data_state=row.state,
    )


def _pick(t: Translator, row: BoardRow) -> Node:
    return el("input", type="checkbox", aria_label=t("Choose {name}", name=row.station))


def _sources(row: BoardRow) -> Node:
    if not row.sources:
        return None
    css = "dif" if row.sources_differ else None
    return [" ", h("span", "bd-src", *[h("span", css, source_code(source)) for source in row.sources])]


def _where(row: BoardRow) -> list[Node]:
    names = [clean(area.name) for area in row.where]
    rest = " › ".join(names[1:])
    return [names[0] if names else "–", h("small", None, f" › {rest}") if rest else None]


def _contest(t: Translator, row: BoardRow, *, one: bool) -> Node:
    return None if one else h("small", "con", contest_title(t, row.contest_title))


def _time(at: datetime | None, clock: Clock, now: datetime) -> Node:
    return "–" if at is None else moment(clock, at, now)


def newest(observers: tuple[BoardObserver, ...]) -> BoardObserver | None:
    """Return the observer who was heard of last, else the first."""
    heard = [one for one in observers if one.last_contact_at is not None]
    if heard:
        return max(heard, key=lambda one: one.last_contact_at.timestamp() if one.last_contact_at else 0)
    return observers[0] if observers else None


def _seen(t: Translator, row: BoardRow, clock: Clock, now: datetime) -> list[Node]:
    one = newest(row.observers)
    if one is None:
        return [t("nobody")]
    return [h("span", None, _time(one.last_contact_at, clock, now), title=clean(one.name))]


def _action(t: Translator, election: str, row: BoardRow) -> Node:
    if row.state in ("held", "disputed") and row.form is not None:
        return h("a", "btn sm", t("Compare"), href=f"/manage/forms/{row.form}")
    if row.state == "not_reported":
        return h("a", "btn sm", t("Call"), href=f"{station_href(election, row.station)}#contact")
    return h("a", "btn sm", t("Open"), href=station_href(election, row.station))


def pager(t: Translator, page: BoardPage, address: BoardAddress) -> Component:
    """Draw how many rows there are, and the links to the pages before and after."""
    shown = number(page.total) if page.total_exact else f"{number(page.total)}+"
    links: list[Node] = []
    after = address.given.get("after")
    if after:
        links.append(h("a", "btn", t("First page"), href=address.page(None, None)))
        before = address.given.get("prev")
        if before:
            links.append(h("a", "btn", t("Page before"), href=address.page(before, None), rel="prev"))
    if page.next is not None:
        href = address.page(page.next, after)
        links.append(h("a", "btn", t("Next page"), href=href, rel="next", data_more=""))
    said = h("span", "cap", t("Rows in this list: {n}", n=shown))
    return h("div", "bd-foot", said, h("span", "bd-chips", *links))
