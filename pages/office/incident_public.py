"""`/report`: anybody reports an incident, where the election asks for it. The form is answered by `dashboard.office_api`."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import uuid4

from dash import html
from dash.development.base_component import Component

from components.format import Clock
from components.office.incidentpublic import PATH, PublicView, public_form, public_receipt
from data.incidents.strangers import LONGEST, StrangerForm, stranger_form
from pages.asking import OfficeAsk, OfficeBody, OfficeRegister
from pages.page import Page

PAGE = Page(
    name="incident_public",
    paths=(PATH,),
    title="Report an incident",
    order=27,
    access="public",
    query=("election",),
    indexed=False,
)


def layout(**_values: str) -> Component:
    """Nothing of this page is Dash's in the browser."""
    return html.Div()


def register(site: OfficeRegister) -> None:
    """Hand the page to the office."""
    site.page(PAGE, report_page)


def report_page(ask: OfficeAsk) -> OfficeBody:
    """Answer with the form; an election that takes no reports has no such page."""
    with ask.desk.entry.begin() as connection:
        form = stranger_form(connection, ask.query.get("election"), ask.current_election)
    return again(ask, form, {}, key=str(uuid4()))


def again(
    ask: OfficeAsk,
    form: StrangerForm,
    given: Mapping[str, str],
    *,
    key: str,
    wrong: tuple[str, str] = ("", ""),
    status: int = 200,
) -> OfficeBody:
    """Answer with the form as it was written, and what must be mended (field and English sentence)."""
    clock = Clock(form.timezone, ask.lang)
    view = PublicView(
        t=ask.t,
        election=form.election,
        title=form.title,
        categories=form.categories,
        areas=form.areas,
        key=key,
        now=f"{clock.local(ask.now):%Y-%m-%dT%H:%M}",
        zone=clock.zone_name(ask.now),
        longest=LONGEST,
        given=given,
        wrong=(wrong[0], ask.t(wrong[1])) if wrong[1] else wrong,
    )
    return OfficeBody(
        title=ask.t("Report an incident"),
        main=public_form(view),
        frame="bare",
        status=status,
        is_test=form.is_test,
    )


def arrived(ask: OfficeAsk, form: StrangerForm, receipt: str) -> OfficeBody:
    """Answer with the receipt."""
    return OfficeBody(
        title=ask.t("Your report has arrived"),
        main=public_receipt(ask.t, receipt),
        frame="bare",
        is_test=form.is_test,
    )
