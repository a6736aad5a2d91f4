"""`/manage/discrepancies`: where a source disagrees with what counts, by station, constituency and county."""

from __future__ import annotations

from typing import cast, get_args

from dash import html
from dash.development.base_component import Component

from components.office.discrepancies import board_page
from data.records import BoardLevel
from data.verify.discrepancy import board
from data.verify.listing import is_rehearsal
from pages.asking import OfficeAsk, OfficeBody, OfficeRegister
from pages.page import Page

PAGE = Page(
    name="discrepancies",
    paths=("/manage/discrepancies",),
    title="Discrepancies",
    order=30,
    access="manager",
    query=("level", "contest", "area", "page"),
    indexed=False,
)


def layout(**_values: str) -> Component:
    """Nothing of this page is Dash's in the browser."""
    return html.Div()


def register(site: OfficeRegister) -> None:
    """Hand the page to the office."""
    site.page(PAGE, discrepancies_page)


def discrepancies_page(ask: OfficeAsk) -> OfficeBody:
    """Answer with a page of the board."""
    asked = ask.query.get("level", "station")
    level = cast(BoardLevel, asked if asked in get_args(BoardLevel) else "station")
    given = {name: ask.query[name] for name in ("contest", "area") if name in ask.query}
    number = ask.query.get("page", "1")
    page = int(number) if number.isascii() and number.isdigit() and len(number) <= 6 else 1
    with ask.desk.acting(ask.actor) as connection:
        found = board(connection, level, contest=given.get("contest"), area=given.get("area"), page=page)
        is_test = is_rehearsal(connection, ask.current_election)
    return OfficeBody(
        title=ask.t("Discrepancies"),
        main=board_page(ask.t, found, given),
        section="discrepancies",
        is_test=is_test,
    )
