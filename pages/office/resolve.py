"""`/manage/verify/<form>`: the readings of one form side by side, and the decision of a third person."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from components.format import Clock, clean
from components.office.clerkwords import DECIDE, clerk_words
from components.office.differences import differences_page
from data.audit.search import reading_zone
from data.entry.codes import CODES
from data.verify.forms import form_uid
from data.verify.refusals import REASONS
from data.verify.resolve import differences
from pages.asking import OfficeAsk, OfficeBody, OfficeRegister
from pages.page import Page

PAGE = Page(
    name="resolve",
    paths=("/manage/verify/<form>",),
    title="Readings",
    order=21,
    access="manager",
    query=("from",),
    indexed=False,
)
_QUEUES = ("second", "differ", "disputed", "confirm")


def layout(**_values: str) -> Component:
    """Nothing of this page is Dash's in the browser."""
    return html.Div()


def register(site: OfficeRegister) -> None:
    """Hand the page to the office."""
    site.page(PAGE, resolve_page)


def resolve_page(ask: OfficeAsk) -> OfficeBody:
    """Answer with the readings of a form."""
    uid = form_uid(ask.values["form"])
    with ask.desk.acting(ask.actor) as connection:
        found = differences(connection, ask.actor, uid)
        zone = reading_zone(connection, found.place.election)
    queue = ask.query.get("from", "differ")
    queue = queue if queue in _QUEUES else "differ"
    name = (found.place.station or found.place.area).name
    decide = {
        "form": str(uid),
        "may": found.may,
        "differs": "resolve" in found.may,
        "back": f"/manage/verify?queue={queue}",
    }
    return OfficeBody(
        title=clean(name),
        main=differences_page(ask.t, Clock(zone, ask.lang), found),
        section="verify",
        is_test=found.place.is_test,
        extra={"decide": decide},
        words=clerk_words(ask.t, DECIDE, (*REASONS, *(check.message for check in CODES.values()))),
    )
