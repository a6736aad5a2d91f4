"""The office's only page for now: a login that says honestly that accounts come with the next release.

Answers `/login` on the office origin. It holds no form that could take a password, because nothing would
check it.
"""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from pages.page import Page

PAGE = Page(name="login", paths=("/login",), title="Matokeo office", order=0, access="public", indexed=False)


def layout(**_values: str) -> Component:
    """The whole page."""
    fields = html.Fieldset(
        [
            html.Legend("Sign in", className="vh"),
            html.Label("Name", htmlFor="office-name"),
            html.Div("Not open yet", id="office-name", className="field"),
            html.Button("Sign in", className="btn btn-1", type="button", disabled=True),
        ],
        disabled=True,
    )
    return html.Main(
        html.Div(
            [
                html.A("Matokeo", className="brand", href="/login"),
                html.H1("Office", className="head"),
                html.P(
                    "Accounts for observers, managers and administrators arrive with the next release. "
                    "Until then nobody can sign in here, and no form, figure or setting can be reached.",
                    className="stand",
                ),
                fields,
            ],
            className="wrap lede",
        ),
        id="main",
    )


def register(site: object) -> None:
    """Nothing to hand over: the office has no callbacks yet."""
