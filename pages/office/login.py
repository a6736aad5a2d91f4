"""The login of the office: name, password and, for managers and administrators, the code of their second factor."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from components.markup import h
from pages.asking import OfficeAsk, OfficeBody, OfficeRegister
from pages.page import Page

PAGE = Page(
    name="login", paths=("/login",), title="Sign in", order=0, access="public", query=("next",), indexed=False
)


def layout(**_values: str) -> Component:
    """Nothing of this page is Dash's in the browser."""
    return html.Div()


def register(site: OfficeRegister) -> None:
    """Hand the page to the office."""
    site.page(PAGE, login_page)


def login_page(ask: OfficeAsk) -> OfficeBody:
    """Answer with the login form."""
    return OfficeBody(title=ask.t("Sign in"), main=h("h1", "head", ask.t("Sign in")), frame="bare")
