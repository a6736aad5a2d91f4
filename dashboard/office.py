"""Makes the office: entry, verification and administration behind a login, on an origin of its own.

Called by `dashboard.wsgi`, the command line and tests. Pages are server-made from component trees; what they change goes
through the JSON API under `/api/v1`. Dash's own callback endpoint exists with Dash and is closed to strangers.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any

import dash
from dash import html
from flask import Flask

from dashboard.access import check_access, declare
from dashboard.auth.forms import register_forms
from dashboard.auth.gate import install_gate
from dashboard.auth.identity import DESK
from dashboard.auth.limits import install_limits
from dashboard.auth.manager import install_login
from dashboard.auth.refusals import install_refusals
from dashboard.config import Settings
from dashboard.firstpaint.app import RENDERER, RENDERER_URL, FirstPaintDash
from dashboard.firstpaint.bundles import Bundles, read_office
from dashboard.firstpaint.document import BOOT, BOOT_URL
from dashboard.office_api import register_office_api
from dashboard.officesite import SITE, OfficeOptions, OfficeSite
from dashboard.parts import web_options
from dashboard.server import attach
from data.acting import LEVELS, Desk
from data.published import PublishedStore
from pages.office import (
    account,
    alert,
    alert_rules,
    alerts,
    anomalies,
    assignments,
    audit,
    discrepancies,
    enter,
    entry,
    forms,
    import_job,
    import_mapping,
    imports,
    incident,
    incident_map,
    incident_public,
    incident_queue,
    incident_rules,
    incidents,
    invitation,
    login,
    manage,
    notifications,
    observe,
    people,
    person,
    publish,
    report,
    resolve,
    second_factor,
    station,
    station_dossier,
    verify,
    ward,
)
from pages.page import Page

ASSETS = Path(__file__).resolve().parent.parent / "assets"
#: Every page of the office; each module has PAGE, layout and register.
PAGES: tuple[ModuleType, ...] = (
    account,
    alert,
    alert_rules,
    alerts,
    anomalies,
    notifications,
    assignments,
    audit,
    discrepancies,
    entry,
    forms,
    import_job,
    import_mapping,
    imports,
    invitation,
    login,
    manage,
    observe,
    people,
    person,
    publish,
    resolve,
    second_factor,
    station,
    station_dossier,
    verify,
    ward,
    enter,
    incident,
    incident_map,
    incident_public,
    incident_queue,
    incident_rules,
    incidents,
    report,
)


def create_office_app(settings: Settings, desk: Desk | None = None) -> FirstPaintDash:
    """Make the app; raises `SettingsError` when a route or page declares no access."""
    dash.page_registry.clear()
    desk = desk or Desk(
        settings.database_url, auth_url=settings.auth_database_url, prepared=settings.prepared_statements
    )
    assets = read_office(ASSETS)
    site = OfficeSite(desk, _options(settings), assets)
    app = FirstPaintDash(
        "dashboard.office",
        answer=site.answer,
        use_pages=True,
        pages_folder="",
        assets_folder=str(ASSETS),
        assets_ignore=".*",
        suppress_callback_exceptions=True,
        update_title=None,
        include_pages_meta=False,
        add_log_handler=False,
    )
    app.layout = html.Div([dash.page_container])
    site.compose = app.compose
    server: Flask = app.server
    server.extensions[DESK] = desk
    server.extensions[SITE] = site
    install_login(server, desk, settings)
    install_gate(server, settings.secret_key(), own_origin=settings.office_url)
    install_refusals(server)
    options = replace(web_options(settings, public=False), error_page=site.error_html)
    attach(server, PublishedStore(settings.store), options)
    install_limits(server, settings.redis_url, scale=settings.rate_limit_scale)
    _register_pages(site)
    register_forms(server)
    register_office_api(server, desk, settings)
    bundles = Bundles(settings.local / "precompressed")
    bundles.add(BOOT_URL, BOOT.encode(), "text/javascript")
    bundles.add(RENDERER_URL, RENDERER.encode(), "text/javascript")
    bundles.add(assets.script_url, assets.script, "text/javascript")
    bundles.add("/assets/img/icon.svg", (ASSETS / "img" / "icon.svg").read_bytes(), "image/svg+xml")
    bundles.install(server)
    _declare_dash(server)
    check_access(server, [page for page, _ in site.entries.values()], (*LEVELS, "page"))
    return app


def _options(settings: Settings) -> OfficeOptions:
    return OfficeOptions(
        secret=settings.secret_key(),
        office_url=settings.office_url,
        public_url=settings.public_url,
        current=settings.current_election,
        published=PublishedStore(settings.store),
    )


def _register_pages(site: OfficeSite) -> None:
    for module in PAGES:
        module.register(site)
        page: Page = module.PAGE
        for number, path in enumerate(page.paths):
            name = page.name if number == 0 else f"{page.name}_{number}"
            where: dict[str, Any] = {"path_template": path} if "<" in path else {"path": path}
            dash.register_page(  # type: ignore[no-untyped-call]
                name, title=page.title, order=page.order, layout=module.layout, **where
            )


def _declare_dash(server: Flask) -> None:
    """Dash's catch-all is gated page by page; its own routes are for people only, its static files for everybody."""
    for endpoint in list(server.view_functions):
        if (
            endpoint.endswith("static")
            or endpoint == "/_dash-component-suites/<string:package_name>/<path:fingerprinted_path>"
        ):
            declare(server, [endpoint], "public")
        elif endpoint.startswith("/_"):
            declare(server, [endpoint], "viewer")
        elif endpoint.startswith("/"):
            declare(server, [endpoint], "page")
