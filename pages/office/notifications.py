"""`/notifications`: what a person was told, read or not, and how they want mail."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from components.office.clerkwords import clerk_words
from components.office.notifications import PATH, WORDS, NotificationsView, notifications_page
from data.audit.search import reading_zone
from data.notify.inapp import notifications
from data.notify.preferences import REASONS, read_preferences
from pages.asking import OfficeAsk, OfficeBody, OfficeRegister
from pages.page import Page

PAGE = Page(
    name="notifications",
    paths=(PATH,),
    title="Notifications",
    order=70,
    access="manager",
    query=("unread", "before"),
    indexed=False,
)


def layout(**_values: str) -> Component:
    """Nothing of this page is Dash's in the browser."""
    return html.Div()


def register(site: OfficeRegister) -> None:
    """Hand the page to the office."""
    site.page(PAGE, told)


def told(ask: OfficeAsk) -> OfficeBody:
    """Answer with the person's notifications and preferences."""
    before = ask.query.get("before", "")
    known = before.isascii() and before.isdigit() and len(before) <= 18
    with ask.desk.acting(ask.actor) as connection:
        page = notifications(
            connection,
            before=int(before) if known else None,
            only_unread=ask.query.get("unread") == "1",
        )
        mine = read_preferences(connection, ask.actor)
        zone = reading_zone(connection, ask.current_election)
    view = NotificationsView(
        t=ask.t, now=ask.now, lang=ask.lang, given=ask.query, page=page, mine=mine, zone=zone
    )
    return OfficeBody(
        title=ask.t("Notifications"),
        main=notifications_page(view),
        section="notifications",
        extra={"notifications": True},
        words=clerk_words(ask.t, WORDS, REASONS),
        live=("notifications",),
    )
