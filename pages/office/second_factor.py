"""The second factor: giving its code after the password, or setting it up.

The forms are answered by `dashboard.auth.forms`, which draws this page again with what was wrong, with the picture to
scan or with the recovery codes. A session whose second factor is due reaches this page and nothing else.
"""

from __future__ import annotations

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from components.office.account import begin_form, code_form, enrol_form, recovery_codes
from components.office.following import safe_next
from data.accounts.factors import enrolment_picture, has_factor
from pages.asking import OfficeAsk, OfficeBody, OfficeRegister
from pages.page import Page

PAGE = Page(
    name="second_factor",
    paths=("/account/second-factor",),
    title="Second factor",
    order=2,
    access="viewer",
    query=("next",),
    indexed=False,
)


def layout(**_values: str) -> Component:
    """Nothing of this page is Dash's in the browser."""
    return html.Div()


def register(site: OfficeRegister) -> None:
    """Hand the page to the office."""
    site.page(PAGE, factor_page)


def factor_page(ask: OfficeAsk) -> OfficeBody:
    """Ask for the code, or begin to set one up; who has given it already is led on."""
    following = safe_next(ask.query.get("next"))
    if ask.actor.second_factor:
        return OfficeBody(title="", main=html.Div(), leads_to="/account" if following == "/" else following)
    with ask.desk.authenticating() as connection:
        enrolled = has_factor(connection, ask.actor.user_id)
    if enrolled:
        return again(ask, following, "")
    return _body(ask, begin_form(ask.t, csrf=ask.csrf, following=following, is_due=ask.actor.factor_due))


def again(ask: OfficeAsk, following: str, said: str) -> OfficeBody:
    """Ask for the code; `said` is why the last one was refused."""
    main = code_form(ask.t, csrf=ask.csrf, following=following, said=ask.t(said) if said else "")
    return _body(ask, main, status=401 if said else 200)


def enrol(ask: OfficeAsk, following: str, secret: str, said: str = "") -> OfficeBody:
    """Show the picture to scan and ask for the first code."""
    main = enrol_form(
        ask.t,
        csrf=ask.csrf,
        following=following,
        picture=enrolment_picture(secret, ask.actor.username),
        secret=secret,
        said=ask.t(said) if said else "",
    )
    return _body(ask, main, status=401 if said else 200)


def codes(ask: OfficeAsk, following: str, made: Sequence[str]) -> OfficeBody:
    """Show the recovery codes, this once."""
    return _body(ask, recovery_codes(ask.t, made, following))


def _body(ask: OfficeAsk, main: Component, status: int = 200) -> OfficeBody:
    return OfficeBody(title=ask.t("Second factor"), main=main, frame="bare", status=status)
