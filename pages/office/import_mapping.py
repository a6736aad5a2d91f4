"""`/manage/imports/<uid>/mapping`: what the columns and names of a file mean, where only a person can say."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from components.office.importmapping import MappingPageView, mapping_page
from data.elections import office_election
from data.imports.reading import job_uid, mapping_view
from data.records.imports import AGAIN
from pages.asking import OfficeAsk, OfficeBody, OfficeRegister
from pages.page import Page

PAGE = Page(
    name="import_mapping",
    paths=("/manage/imports/<uid>/mapping",),
    title="What a file means",
    order=28,
    access="manager",
    indexed=False,
)


def layout(**_values: str) -> Component:
    """Nothing of this page is Dash's in the browser."""
    return html.Div()


def register(site: OfficeRegister) -> None:
    """Hand the page to the office."""
    site.page(PAGE, answer)


def answer(ask: OfficeAsk) -> OfficeBody:
    """Answer with the form; a job that is being worked on leads back to its page."""
    with ask.desk.acting(ask.actor) as connection:
        found = mapping_view(connection, job_uid(ask.values["uid"]))
        election = found.job.election
        is_test = election is not None and office_election(connection, election).is_test
    view = MappingPageView(t=ask.t, csrf=ask.csrf, found=found)
    return OfficeBody(
        title=ask.t("What the file means"),
        main=mapping_page(view),
        section="imports",
        is_test=is_test,
        leads_to=None if found.job.status in AGAIN else f"/manage/imports/{found.job.uid}",
    )
