"""One's own account: sessions, password, second factor, language. Everything is changed through `/api/v1/account`."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from components.markup import h
from pages.asking import OfficeAsk, OfficeBody, OfficeRegister
from pages.page import Page

PAGE = Page(
    name="account", paths=("/account",), title="Your account", order=3, access="viewer", indexed=False
)


def layout(**_values: str) -> Component:
    """Nothing of this page is Dash's in the browser."""
    return html.Div()


def register(site: OfficeRegister) -> None:
    """Hand the page to the office."""
    site.page(PAGE, account_page)


def account_page(ask: OfficeAsk) -> OfficeBody:
    """Answer with the person's account."""
    return OfficeBody(title=ask.t("Your account"), main=h("h1", "head", ask.t("Your account")))
