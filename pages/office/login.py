"""The login of the office: name and password; a second factor is asked for on the next page.

The form is answered by `dashboard.auth.forms`, which draws this page again (`again`) when it was refused.
"""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from components.i18n import N_
from components.office.account import login_form
from components.office.following import safe_next
from pages.asking import OfficeAsk, OfficeBody, OfficeRegister
from pages.page import Page

PAGE = Page(
    name="login",
    paths=("/login",),
    title="Sign in",
    order=0,
    access="public",
    query=("next", "said"),
    indexed=False,
)
_NOTICES = {
    "out": N_("You are signed out."),
    "set": N_("The password is set. Sign in with it."),
    "ended": N_("Your session has ended. Sign in again."),
}


def layout(**_values: str) -> Component:
    """Nothing of this page is Dash's in the browser."""
    return html.Div()


def register(site: OfficeRegister) -> None:
    """Hand the page to the office."""
    site.page(PAGE, login_page)


def login_page(ask: OfficeAsk) -> OfficeBody:
    """Answer with the login form, or lead on who is signed in already."""
    if ask.person is not None:
        return OfficeBody(title="", main=html.Div(), leads_to=safe_next(ask.query.get("next")))
    notice = _NOTICES.get(ask.query.get("said", ""), "")
    return _body(ask, "", safe_next(ask.query.get("next")), notice=ask.t(notice) if notice else "")


def again(ask: OfficeAsk, name: str, following: str, said: str) -> OfficeBody:
    """Answer a refused login: the name stays, the password does not."""
    return _body(ask, name, following, said=ask.t(said), status=401)


def _body(
    ask: OfficeAsk, name: str, following: str, *, said: str = "", notice: str = "", status: int = 200
) -> OfficeBody:
    main = login_form(ask.t, name=name, following=following, said=said, notice=notice)
    return OfficeBody(title=ask.t("Sign in"), main=main, frame="bare", status=status)
