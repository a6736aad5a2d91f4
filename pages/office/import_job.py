"""`/manage/imports/<uid>`: one import, its preview row by row, what may be done with it."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from components.format import Clock, clean
from components.office.importjob import JobView, job_page
from data.audit.search import reading_zone
from data.elections import office_election
from data.errors import MatokeoError
from data.imports.reading import job_uid, list_changes, list_refusals, mapping_view
from data.records.imports import AGAIN
from pages.asking import OfficeAsk, OfficeBody, OfficeRegister
from pages.page import Page

PAGE = Page(
    name="import_job",
    paths=("/manage/imports/<uid>",),
    title="Import",
    order=27,
    access="manager",
    query=("verdict", "after", "refused"),
    indexed=False,
)
_LAST = 2**31


def layout(**_values: str) -> Component:
    """Nothing of this page is Dash's in the browser."""
    return html.Div()


def register(site: OfficeRegister) -> None:
    """Hand the page to the office."""
    site.page(PAGE, answer)


def answer(ask: OfficeAsk) -> OfficeBody:
    """Answer with the job; one that is not the asker's is not there."""
    return _answer(ask, None)


def again(ask: OfficeAsk, fault: MatokeoError) -> OfficeBody:
    """Answer a step that was refused."""
    return _answer(ask, f"{ask.t(fault.message)} {ask.t(fault.remedy) if fault.remedy else ''}".strip())


def _answer(ask: OfficeAsk, fault: str | None) -> OfficeBody:
    uid = job_uid(ask.values["uid"])
    verdict = ask.query.get("verdict", "")
    with ask.desk.acting(ask.actor) as connection:
        found = mapping_view(connection, uid)
        wanted = verdict if verdict in ("added", "changed") else None
        changes = list_changes(connection, uid, verdict=wanted, after=_number(ask, "after"))
        refusals = list_refusals(connection, uid, after=_number(ask, "refused"))
        zone = reading_zone(connection, found.job.election or ask.current_election)
        is_test = found.job.election is not None and office_election(connection, found.job.election).is_test
    findings = found.findings
    view = JobView(
        t=ask.t,
        clock=Clock(zone, ask.lang),
        csrf=ask.csrf,
        job=found.job,
        changes=changes,
        refusals=refusals,
        query=ask.query,
        admin=ask.actor.may("admin"),
        asks=found.job.status in AGAIN and bool(findings.contests or findings.header),
        fault=fault,
    )
    return OfficeBody(
        title=clean(found.job.file_name),
        main=job_page(view),
        section="imports",
        is_test=is_test,
        status=409 if fault else 200,
        live=("imports",),
    )


def _number(ask: OfficeAsk, name: str) -> int | None:
    words = ask.query.get(name, "")
    return int(words) if words.isascii() and words.isdigit() and int(words) < _LAST else None
