"""The page behind a link by which somebody sets a password: an invitation, or a reset by an administrator.

It shows nothing but the user name. The form is answered by `dashboard.auth.forms`.
"""

from __future__ import annotations

from urllib.parse import quote

from dash import html
from dash.development.base_component import Component

from components.office.account import dead_link, invitation_form
from data.accounts.invitations import PATH, find_invitation
from data.errors import NotThere
from pages.asking import OfficeAsk, OfficeBody, OfficeRegister
from pages.page import Page

PAGE = Page(
    name="invitation",
    paths=("/invitation/<token>",),
    title="Set a password",
    order=1,
    access="public",
    indexed=False,
)


def layout(**_values: str) -> Component:
    """Nothing of this page is Dash's in the browser."""
    return html.Div()


def register(site: OfficeRegister) -> None:
    """Hand the page to the office."""
    site.page(PAGE, invitation_page)


def invitation_page(ask: OfficeAsk) -> OfficeBody:
    """Answer with the form, or say that the link does not work (any more)."""
    return again(ask, "")


def again(ask: OfficeAsk, said: str) -> OfficeBody:
    """Answer with the form; `said` is why the last password was refused."""
    token = ask.values["token"]
    try:
        with ask.desk.authenticating() as connection:
            found = find_invitation(connection, token)
    except NotThere:
        return dead(ask)
    main = invitation_form(
        ask.t,
        action=PATH + quote(token, safe=""),
        username=found.username,
        is_reset=found.purpose == "reset",
        said=ask.t(said) if said else "",
    )
    return OfficeBody(title=ask.t("Set a password"), main=main, frame="bare", status=422 if said else 200)


def dead(ask: OfficeAsk) -> OfficeBody:
    """Answer for a link that is used, too old or wrong."""
    return OfficeBody(title=ask.t("This link does not work"), main=dead_link(ask.t), frame="bare", status=404)
