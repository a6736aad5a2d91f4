"""Makes the results site: Dash with the pages, the cached first paint, the fragments, the API and the files.

Called by `dashboard.wsgi`, the command line and tests. One app a process. It opens no database.
"""

from __future__ import annotations

from pathlib import Path
from types import ModuleType
from typing import Any

import dash
from dash import html
from flask import Flask

from dashboard.access import check_access, declare
from dashboard.config import Settings
from dashboard.firstpaint.app import FirstPaintDash, script_urls
from dashboard.firstpaint.bundles import SUITES, Bundles, read_loader, read_site
from dashboard.firstpaint.pagecache import PageCache
from dashboard.fragments import fragments
from dashboard.parts import web_options
from dashboard.server import attach
from dashboard.site import Made, Options, PublicSite
from data.published import PublishedStore
from pages import notices
from pages.page import Page
from pages.public import (
    about,
    card,
    changes,
    charts,
    contest,
    data,
    embed,
    embeds,
    incidents,
    lite,
    lite_home,
    lite_search,
    lite_station,
    lite_text,
    oembed,
    overview,
    picture,
    robots,
    search,
    sheet,
    sitemap,
    station,
    turnout,
)

ASSETS = Path(__file__).resolve().parent.parent / "assets"
PAGES: tuple[ModuleType, ...] = (
    overview,
    contest,
    charts,
    station,
    turnout,
    changes,
    search,
    data,
    about,
    embeds,
    embed,
    card,
    picture,
    incidents,
    lite,
    lite_home,
    lite_search,
    lite_station,
    lite_text,
    oembed,
    robots,
    sheet,
    sitemap,
)
_NOWHERE = (("missing", notices.missing), ("damaged", notices.damaged))


def create_public_app(settings: Settings, store: PublishedStore | None = None) -> FirstPaintDash:
    """Make the app; raises `SettingsError` when a route or page declares no access."""
    store = store or PublishedStore(settings.store)
    options = Options(
        current=settings.current_election, public_url=settings.public_url, tile_url=settings.tile_url,
        office_url=settings.office_url, licence=settings.data_licence,
    )  # fmt: skip
    site = PublicSite(store, options)
    app = _dash(site)
    parts = attach(app.server, store, web_options(settings, public=True))
    site.cache = PageCache(shared=parts.shared_pages)
    site.search = parts.search
    _register_pages(site)
    bundles = Bundles(settings.local / "precompressed")
    _serve(app, site, bundles)
    app.server.register_blueprint(fragments(site))
    _declare_dash(app.server)
    check_access(app.server, [entry.page for entry in site.entries.values()], ("public",))
    _warm(app, bundles)
    return app


def _dash(site: PublicSite) -> FirstPaintDash:
    dash.page_registry.clear()
    app = FirstPaintDash(
        "dashboard",
        answer=site.answer,
        use_pages=True,
        pages_folder="",
        assets_folder=str(ASSETS),
        assets_ignore=".*",
        update_title=None,
        include_pages_meta=False,
        add_log_handler=False,
    )
    app.layout = lambda: html.Div([dash.page_container])
    return app


def _register_pages(site: PublicSite) -> None:
    for module in PAGES:
        module.register(site)
        page: Page = module.PAGE
        # Embeds, pictures and files are no Dash pages: the site answers them alone.
        for number, path in enumerate(page.paths if hasattr(module, "layout") else ()):
            name = page.name if number == 0 else f"{page.name}_{number}"
            where: dict[str, Any] = {"path_template": path} if "<" in path else {"path": path}
            dash.register_page(  # type: ignore[no-untyped-call]
                name, title=page.title, order=page.order, layout=module.layout, **where
            )
    for name, answer in _NOWHERE:
        site.page(Page(name=name, paths=(), title=name, order=99, access="public", indexed=False), answer)


def _serve(app: FirstPaintDash, site: PublicSite, bundles: Bundles) -> None:
    """Answer the site's own script and Dash's bundles from memory, compressed."""
    own = {entry.page.own for entry in site.entries.values()} - {""}
    assets = read_site(ASSETS, own)
    site.finish(Made(app, assets))
    for script in (assets, *assets.own.values()):
        bundles.add(script.script_url, script.script, "text/javascript")
    # Its address is in articles: it never changes, so what is behind it may, within minutes.
    bundles.add("/embed.js", read_loader(ASSETS), "text/javascript", cache="public, max-age=600")
    icon = (ASSETS / "img" / "icon.svg").read_bytes()
    bundles.add("/assets/img/icon.svg", icon, "image/svg+xml", cache="public, max-age=86400")
    bundles.install(app.server)


def _declare_dash(server: Flask) -> None:
    """Dash's own routes and static files are public: this app holds nothing else."""
    own = [e for e in server.view_functions if e.startswith("/") or e.endswith("static")]
    declare(server, own, "public")


def _warm(app: FirstPaintDash, bundles: Bundles) -> None:
    """Make Dash finish its set-up and compress its bundles before the first visitor comes."""
    import dash_leaflet  # noqa: F401  (registers its bundle with this process)

    with app.server.test_request_context("/"):
        app.server.preprocess_request()
        scripts = app._generate_scripts_html()
    wanted = script_urls(scripts, ("dash_leaflet",))
    bundles.warm(app.server, [*wanted, f"{SUITES}dash_leaflet/async-GeoJSON.js"])
