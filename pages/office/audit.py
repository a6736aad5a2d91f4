"""`/admin/audit`: search in the audit log, for administrators. Looking is in the log too."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from components.format import Clock
from components.office.audit import AuditView, audit_page
from data.audit.search import NAMES, QueryRefused, read_query, reading_zone, seal_state, search
from pages.asking import OfficeAsk, OfficeBody, OfficeRegister
from pages.page import Page

PAGE = Page(
    name="audit",
    paths=("/admin/audit",),
    title="Audit log",
    order=60,
    access="admin",
    query=NAMES,
    indexed=False,
)


def layout(**_values: str) -> Component:
    """Nothing of this page is Dash's in the browser."""
    return html.Div()


def register(site: OfficeRegister) -> None:
    """Hand the page to the office."""
    site.page(PAGE, audit)


def audit(ask: OfficeAsk) -> OfficeBody:
    """Answer with the rows that match the address."""
    with ask.desk.acting(ask.actor) as connection:
        zone = reading_zone(connection, ask.current_election)
        state = seal_state(connection)
    view = _search(ask, AuditView(clock=Clock(zone, ask.lang), given=ask.query, state=state))
    return OfficeBody(
        title=ask.t("Audit log"),
        main=audit_page(ask.t, view),
        section="audit",
        status=400 if view.fault else 200,
    )


def _search(ask: OfficeAsk, empty: AuditView) -> AuditView:
    """Make the search; one that cannot be made is said on the page, with its filters kept."""
    try:
        query = read_query(ask.query, zone=empty.clock.zone)
        with ask.desk.acting(ask.actor) as connection:
            found = search(connection, ask.actor, query)
    except QueryRefused as refused:
        fault = f"{ask.t(refused.message)} {ask.t(refused.remedy) if refused.remedy else ''}".strip()
        return AuditView(clock=empty.clock, given=empty.given, state=empty.state, fault=fault)
    return AuditView(clock=empty.clock, given=empty.given, state=found.seal, found=found)
