"""Makes the office: a login page and nothing else, on an origin of its own.

Called by `dashboard.wsgi`, the command line and tests. Every other address leads to `/login`; no public
figures, no data routes. Entry, verification and administration come with the next releases.
"""

from __future__ import annotations

from pathlib import Path

import dash
from dash import html
from flask import Flask, Response, redirect, request

from components.markup import to_html
from dashboard.access import check_access, declare
from dashboard.config import Settings
from dashboard.firstpaint.app import FirstPaintDash
from dashboard.firstpaint.bundles import Bundles, read_site
from dashboard.firstpaint.compress import pack, respond
from dashboard.firstpaint.csp import policy
from dashboard.firstpaint.document import Frame, Head, document
from dashboard.parts import web_options
from dashboard.server import attach
from data.published import PublishedStore
from pages.office import login

ASSETS = Path(__file__).resolve().parent.parent / "assets"
LEVELS = ("public", "observer", "manager", "admin")


def create_office_app(settings: Settings) -> FirstPaintDash:
    """Make the app; raises `SettingsError` when a route or page declares no access."""
    dash.page_registry.clear()
    app = FirstPaintDash(
        "dashboard.office",
        answer=_to_login,
        use_pages=True,
        pages_folder="",
        assets_folder=str(ASSETS),
        assets_ignore=".*",
        suppress_callback_exceptions=True,
        update_title=None,
        include_pages_meta=False,
    )
    app.layout = html.Div([dash.page_container])
    dash.register_page(  # type: ignore[no-untyped-call]
        login.PAGE.name, path=login.PAGE.paths[0], title=login.PAGE.title, layout=login.layout
    )
    attach(app.server, PublishedStore(settings.store), web_options(settings, public=False))
    _serve(app.server, settings)
    own = [e for e in app.server.view_functions if e.startswith("/") or e.endswith("static")]
    declare(app.server, own, "public")
    check_access(app.server, [login.PAGE], LEVELS)
    return app


def _serve(server: Flask, settings: Settings) -> None:
    site = read_site(ASSETS)
    bundles = Bundles(settings.local / "precompressed")
    bundles.add(site.script_url, site.script, "text/javascript")
    bundles.install(server)
    head = Head(
        lang="en",
        title=login.PAGE.title,
        description="Entry and management of election results. Login only.",
        canonical=f"{settings.office_url}/login",
        alternates={},
        indexed=False,
        style=site.style,
    )
    html_text = document(Frame(head, to_html(login.layout()), site.script_url))
    packed, rules = pack(html_text.encode(), "text/html"), policy(html_text)

    @server.before_request
    def login_page() -> Response | None:
        """Answer `/login`; before routing, so that Dash's own index never shows."""
        if request.path != "/login" or request.method not in {"GET", "HEAD"}:
            return None
        response = respond(packed, request, cache="no-store")
        response.headers["Content-Security-Policy"] = rules
        return response


def _to_login() -> Response:
    """Every other address: there is nothing here without an account."""
    answer = redirect("/login", code=303)
    answer.headers["Cache-Control"] = "no-store"
    return Response(answer.get_data(), answer.status_code, answer.headers)
