"""`/manage/publish`: what the public sees, what the next version would change, the switch, requests, notices."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from components.format import Clock
from components.office.publish import PublishView, publish_page
from components.office.publishwords import notice_data, script_words
from data.elections import OfficeElection, office_election, office_elections
from data.errors import NotPublished, NotThere, StoreDamaged, UnknownElection
from data.publish.control import REFUSALS
from data.publish.notices import MISSING, SAME, UNFILLED, UNPRINTABLE, notices
from data.publish.preview import preview
from data.publish.requests import rollback_requests
from data.publish.standing import standing, version_line, version_lines
from data.records import Pointer
from pages.asking import OfficeAsk, OfficeBody, OfficeRegister
from pages.page import Page

PAGE = Page(
    name="publish",
    paths=("/manage/publish",),
    title="Publish",
    order=25,
    access="manager",
    query=("election", "version", "before"),
    indexed=False,
)


def layout(**_values: str) -> Component:
    """Nothing of this page is Dash's in the browser."""
    return html.Div()


def register(site: OfficeRegister) -> None:
    """Hand the page to the office."""
    site.page(PAGE, answer)


def answer(ask: OfficeAsk) -> OfficeBody:
    """Answer with where publication stands and what may be done about it."""
    view = _view(ask)
    return OfficeBody(
        title=ask.t("Publish"),
        main=publish_page(view),
        section="publish",
        is_test=view.election.is_test,
        extra={
            "publish": {
                "election": view.election.code,
                "here": f"/manage/publish?election={view.election.code}",
                "kinds": notice_data(view),
            }
        },
        words=script_words(ask.t, (*REFUSALS.values(), MISSING, SAME, UNFILLED, UNPRINTABLE)),
        live=("publish", "board"),
    )


def _view(ask: OfficeAsk) -> PublishView:
    with ask.desk.acting(ask.actor) as connection:
        try:
            election = office_election(connection, ask.query.get("election"), ask.current_election)
        except UnknownElection as error:
            raise NotThere("There is no such election.") from error
        found = election.election_id
        now = standing(connection, found)
        chosen, public = _number(ask.query.get("version")), now.state.public_version
        return PublishView(
            t=ask.t,
            clock=Clock(election.timezone, ask.lang),
            now=ask.now,
            election=election,
            elections=tuple(office_elections(connection)),
            state=now.state,
            pointer=_pointer(ask, election),
            preview=preview(connection, election, now, store=ask.published),
            versions=version_lines(connection, found, before=_number(ask.query.get("before"))),
            chosen=version_line(connection, found, chosen) if chosen else None,
            public=version_line(connection, found, public) if public else None,
            requests=rollback_requests(connection, found),
            notices=notices(connection, found),
            public_url=ask.public_url,
        )


def _pointer(ask: OfficeAsk, election: OfficeElection) -> Pointer | None:
    """What readers are led to now; `None` where the published files are not at hand."""
    try:
        return ask.published.pointer(election.code) if ask.published is not None else None
    except (NotPublished, StoreDamaged):
        return None


def _number(words: str | None) -> int | None:
    return int(words) if words and words.isascii() and words.isdecimal() and len(words) <= 9 else None
