"""`/manage/imports`: where files are sent, and every import with how far it is and what came of it."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from components.format import Clock
from components.office.imports import ImportsView, imports_page, script_words
from data.elections import office_election, office_elections
from data.errors import MatokeoError, NotThere, UnknownElection
from data.imports.reading import list_jobs, may_import
from data.records.imports import STATUS_WORDS, ImportPage
from pages.asking import OfficeAsk, OfficeBody, OfficeRegister
from pages.page import Page

PAGE = Page(
    name="imports",
    paths=("/manage/imports", "/manage/imports/new"),
    title="Imports",
    order=26,
    access="manager",
    query=("election", "status", "before"),
    indexed=False,
)
_LAST = 2**62


def layout(**_values: str) -> Component:
    """Nothing of this page is Dash's in the browser."""
    return html.Div()


def register(site: OfficeRegister) -> None:
    """Hand the page to the office."""
    site.page(PAGE, answer)


def answer(ask: OfficeAsk) -> OfficeBody:
    """Answer with the imports of the election and bundles."""
    return _answer(ask, None)


def again(ask: OfficeAsk, fault: MatokeoError) -> OfficeBody:
    """Answer a file that was sent without a script and refused."""
    said = f"{ask.t(fault.message)} {ask.t(fault.remedy) if fault.remedy else ''}".strip()
    return _answer(ask, said)


def _answer(ask: OfficeAsk, fault: str | None) -> OfficeBody:
    status = ask.query.get("status", "")
    before = ask.query.get("before", "")
    with ask.desk.acting(ask.actor) as connection:
        try:
            election = office_election(connection, ask.query.get("election") or None, ask.current_election)
        except UnknownElection as error:
            raise NotThere(error.message) from error
        allowed = may_import(connection)
        elections = [one for one in office_elections(connection) if one.election_id in allowed]
        page = ImportPage(rows=(), next=None)
        if election.election_id in allowed or ask.actor.may("admin"):
            page = list_jobs(
                connection,
                election_id=election.election_id,
                status=status if status in STATUS_WORDS else None,
                before=int(before) if before.isascii() and before.isdigit() and int(before) < _LAST else None,
            )
    view = ImportsView(
        t=ask.t,
        clock=Clock(election.timezone, ask.lang),
        csrf=ask.csrf,
        election=election,
        elections=elections,
        allowed=election.election_id in allowed,
        admin=ask.actor.may("admin"),
        query={name: value for name, value in ask.query.items() if name != "theme"},
        page=page,
        fault=fault,
    )
    return OfficeBody(
        title=ask.t("Imports"),
        main=imports_page(view),
        section="imports",
        is_test=election.is_test,
        status=422 if fault else 200,
        words=script_words(ask.t),
        live=("imports",),
    )
