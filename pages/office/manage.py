"""`/manage`: the station board for managers, as list, matrix or map. Row security shows each the own areas."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from dash import html
from dash.development.base_component import Component
from sqlalchemy import Connection

from components.format import Clock
from components.i18n import Translator
from components.markup import Node, h
from components.office.board import BoardView, board_page, list_view
from components.office.boardgrid import BLOCK, board_grid
from components.office.boardlinks import FILTERS, PATH, BoardAddress
from components.office.boardmap import map_view
from components.office.boardmatrix import matrix_view
from components.office.boardrows import COLUMNS
from components.office.boardwords import script_words
from components.shell import contest_title
from data.board import read
from data.board.geometry import board_geometry
from data.board.places import find_area, name_areas
from data.board.query import BoardQuery, BoardRefused, read_query
from data.elections import OfficeElection, office_election, office_elections
from data.errors import NotThere, UnknownElection
from data.records.board import BOARD_STATES, BoardPage
from pages.asking import OfficeAsk, OfficeBody, OfficeRegister
from pages.page import Page

#: Check boxes of a form without a script: each state is a parameter of its own, and an address that has one is led on.
_BOXES = tuple(f"state_{state}" for state in BOARD_STATES)
PAGE = Page(
    name="manage",
    paths=(PATH,),
    title="Stations",
    order=10,
    access="manager",
    query=("election", "view", "shade", "order", "after", "prev", "part", *FILTERS, *_BOXES),
    indexed=False,
)
_DIRECTIONS = {"ascending": "asc", "descending": "desc"}
_VIEWS = ("list", "matrix", "map")


def layout(**_values: str) -> Component:
    """The grid is drawn by Dash in the browser; it is sent with `?part=grid`."""
    return html.Div()


def register(site: OfficeRegister) -> None:
    """Hand the page to the office."""
    site.page(PAGE, manage)


def manage(ask: OfficeAsk) -> OfficeBody:
    """Answer with the board, or with the part of it that is Dash."""
    if ask.query.get("part") == "grid":
        return _grid(ask.t)
    boxes = [state for state in BOARD_STATES if ask.query.get(f"state_{state}")]
    given = {
        name: ask.query[name]
        for name in (*FILTERS, "view", "shade", "order", "after", "prev")
        if name in ask.query
    }
    with ask.desk.acting(ask.actor) as connection:
        try:
            election = office_election(connection, ask.query.get("election"), ask.current_election)
        except UnknownElection as error:
            raise NotThere(str(error)) from error
        if boxes:
            address = BoardAddress(election.code, given)
            return OfficeBody(title="", main=h("div"), leads_to=address.to(state=",".join(boxes)))
        return _answer(ask, connection, election, given)


def _answer(
    ask: OfficeAsk, connection: Connection, election: OfficeElection, given: dict[str, str]
) -> OfficeBody:
    states = given.get("state", "").split(",")
    if "late" in given and states != [""] and "not_reported" not in states:
        # Late ones are among those not reported: with other states only, nothing would be left.
        given = {name: value for name, value in given.items() if name != "late"}
    query, fault = _query(ask.t, given)
    if fault is not None:
        given = {name: value for name, value in given.items() if name in ("contest", "view", "shade")}
    clock = Clock(election.timezone, ask.lang)
    found = read.board_facets(connection, election, contest=query.contest, area=query.area)
    view = BoardView(
        t=ask.t,
        clock=clock,
        address=BoardAddress(election.code, given),
        election=election,
        elections=office_elections(connection),
        facets=found,
        view=given.get("view", "list") if given.get("view") in _VIEWS else "list",
        last_form=_last_form(connection, election, query),
        fault=fault,
    )
    inner = _inner(ask, connection, election, _named(view, connection, election, query), query)
    board = {
        "election": election.code,
        "zone": clock.zone,
        "view": view.view,
        "grid": f"{PATH}?part=grid",
        "block": BLOCK,
        "filters": list(FILTERS),
    }
    return OfficeBody(
        title=ask.t("Station board"),
        main=inner,
        section="manage",
        status=400 if fault else 200,
        is_test=election.is_test,
        extra={"board": board},
        words={
            **script_words(ask.t),
            **{f"bd_c_{one.code}": contest_title(ask.t, one.title) for one in found.contests},
        },
        live=("board",),
    )


def _query(t: Translator, given: dict[str, str]) -> tuple[BoardQuery, str | None]:
    """Read the filters; a question that cannot be asked is said on the page, which then shows the whole board."""
    try:
        return read_query({name: given[name] for name in (*FILTERS, "order", "after") if name in given}), None
    except BoardRefused as refused:
        return BoardQuery(), f"{t(refused.message)} {t(refused.remedy) if refused.remedy else ''}".strip()


def _last_form(connection: Connection, election: OfficeElection, query: BoardQuery) -> datetime | None:
    newest = BoardQuery(contest=query.contest, area=query.area, order="received", limit=1)
    rows = read.board_page(connection, election, newest).rows
    return rows[0].received_at if rows else None


def _named(view: BoardView, connection: Connection, election: OfficeElection, query: BoardQuery) -> BoardView:
    """Name the area that is chosen, for its chip."""
    if query.area is None:
        return view
    place = find_area(connection, election, query.area)
    names = name_areas(connection, election, [place.area_id] if place else [])
    return replace(view, area_name=next((area.name for area in names.values()), ""))


def _inner(
    ask: OfficeAsk, connection: Connection, election: OfficeElection, view: BoardView, query: BoardQuery
) -> Component:
    if view.view == "list":
        if ask.query.get("part") == "live":
            page = BoardPage(election=election.code, rows=(), as_of=view.facets.as_of)
        else:
            try:
                page = read.board_page(connection, election, query)
            except BoardRefused as refused:
                # A mark that no page gave, or one of another order: the first page.
                page = read.board_page(connection, election, replace(query, after=None))
                view = replace(view, fault=ask.t(refused.message))
        return board_page(view, list_view(view, page))
    matrix = read.board_matrix(connection, election, area=query.area)
    inner: Node = matrix_view(ask.t, matrix, view.address)
    if view.view == "map":
        here = query.area or (matrix.path[-1].code if matrix.path else "")
        inner = map_view(ask.t, matrix, board_geometry(connection, election, here), view.address)
    return board_page(view, inner)


def _grid(t: Translator) -> OfficeBody:
    titles = {_FIELD.get(name, name): t(words) for name, words, _, _ in COLUMNS}
    orders = {_FIELD.get(name, name): _DIRECTIONS[way] for name, _, by, way in COLUMNS if by is not None}
    slot = h("div", None, h("div", None, id="react-entry-point"))
    return OfficeBody(title=t("Station board"), main=slot, island=board_grid(t, titles, orders))


_FIELD = {"got": "received"}
