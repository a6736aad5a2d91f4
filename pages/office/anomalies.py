"""`/manage/anomalies`: forms and areas by how far they lie from what is usual; filters in the address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from uuid import UUID

from dash import html
from dash.development.base_component import Component
from sqlalchemy import Connection

from components.format import Clock
from components.markup import h
from components.office.anomalies import PATH, AnomalyView, anomalies_page, script_words
from components.office.manage import election_choice, live_mark
from data.anomalies.asking import NAMES, read_ask
from data.anomalies.queue import (
    QueueAsk,
    contests,
    form_findings,
    form_number,
    peer_strip,
    queue_page,
    ranked_areas,
)
from data.anomalies.rules import FORM_RULES, TITLES
from data.elections import OfficeElection, office_election, office_elections
from data.errors import NotThere, UnknownElection
from data.records.anomalies import AnomalyForm, PeerStrip
from pages.asking import OfficeAsk, OfficeBody, OfficeRegister
from pages.page import Page

PAGE = Page(
    name="anomalies",
    paths=(PATH,),
    title="Anomalies",
    order=26,
    access="manager",
    query=("election", "level", *NAMES, "after", "form"),
    indexed=False,
)


def layout(**_values: str) -> Component:
    """Nothing of this page is Dash's in the browser."""
    return html.Div()


def register(site: OfficeRegister) -> None:
    """Hand the page to the office."""
    site.page(PAGE, anomalies)


def anomalies(ask: OfficeAsk) -> OfficeBody:
    """Answer with the queue of forms, or with the areas of a level."""
    t = ask.t
    given = {name: words for name, words in ask.query.items() if name in PAGE.query and words}
    asked, wrong = read_ask(given)
    with ask.desk.acting(ask.actor) as connection:
        try:
            election = office_election(connection, given.get("election"), ask.current_election)
        except UnknownElection as error:
            raise NotThere(error.message) from error
        known = office_elections(connection)
        choice = election_choice(t, election, known, here=PATH, kept=given)
        view = _view(ask, connection, election, given=given, asked=asked)
    fault = t("This filter cannot be read and was left out: {name}.", name=wrong) if wrong else ""
    head = h("div", "an-elect", choice, live_mark(t))
    return OfficeBody(
        title=t("Anomalies"),
        main=anomalies_page(replace(view, head=head, fault=fault)),
        status=400 if wrong else 200,
        section="anomalies",
        is_test=election.is_test,
        words=script_words(t),
        live=("anomalies",),
    )


def _view(
    ask: OfficeAsk,
    connection: Connection,
    election: OfficeElection,
    *,
    given: Mapping[str, str],
    asked: QueueAsk,
) -> AnomalyView:
    key, level = (election.election_id, election.code), given.get("level")
    view = AnomalyView(
        t=ask.t,
        clock=Clock(election.timezone, ask.lang),
        election=election.code,
        levels=election.level_names,
        given=given,
        contests=contests(connection, election.election_id),
        rules=[(rule, TITLES[rule]) for rule in FORM_RULES],
        titles=TITLES,
        head=h("div"),
    )
    if level in election.level_names[1:]:
        found = ranked_areas(connection, key, level, contest=asked.contest, area=asked.area)
        return replace(view, areas=found)
    page = queue_page(connection, key, asked, after=given.get("after"))
    chosen, strip = _chosen(connection, election, given.get("form"))
    return replace(view, page=page, chosen=chosen, strip=strip)


def _chosen(
    connection: Connection, election: OfficeElection, words: str | None
) -> tuple[AnomalyForm | None, PeerStrip | None]:
    """Return the form of the address with its ward; nothing where there is none for the person."""
    try:
        number = form_number(connection, UUID(words)) if words else None
    except (ValueError, NotThere):
        return None, None
    if number is None:
        return None, None
    form = form_findings(connection, election.election_id, number)
    return form, peer_strip(connection, number) if form is not None else None
