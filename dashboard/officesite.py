"""Answers every page address of the office: which page, whether the person may see it, in which language.

Made once by `dashboard.office`. Nothing here is cached: each answer belongs to one person.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import quote

from dash.development.base_component import Component
from flask import Response, abort, redirect, request
from werkzeug.exceptions import HTTPException
from werkzeug.routing import Map, RequestRedirect, Rule

from components.i18n import get_translator
from components.languages import languages, writing
from components.office.account import refusal
from components.office.following import safe_next
from dashboard.auth.gate import FACTOR_PAGE, SAFE, FactorDue, require
from dashboard.auth.identity import csrf_token, found_actor
from dashboard.auth.reader import LANG_COOKIE, reader_language
from dashboard.firstpaint.bundles import Site
from dashboard.firstpaint.compress import pack_for, respond
from dashboard.firstpaint.csp import policy
from dashboard.firstpaint.document import Frame, document
from dashboard.officeframe import OfficeBoot, office_frame
from data.acting import Actor, Desk
from data.errors import NotAllowed, NotThere
from data.published import PublishedStore
from pages.asking import OfficeAsk, OfficeBody
from pages.page import Page

SITE = "matokeo.office"
_LONGEST = 300
_YEAR_S = 365 * 86400
#: Where `/` leads each level.
HOMES = {"observer": "/observe", "manager": "/manage", "admin": "/admin/users"}


@dataclass(frozen=True, kw_only=True)
class OfficeOptions:
    """The settings that office pages depend on."""

    secret: str
    office_url: str
    public_url: str
    current: str = ""
    published: PublishedStore | None = None


class OfficeSite:
    """The pages of the office."""

    def __init__(self, desk: Desk, options: OfficeOptions, assets: Site) -> None:
        """Pages are added by `page`; `compose` draws them, with Dash in the browser for those that have an island."""
        self.desk = desk
        self.options = options
        self.assets = assets
        self.compose: Callable[[Frame, Component | None], str] = lambda frame, island: document(frame)
        self.entries: dict[str, tuple[Page, Callable[[OfficeAsk], OfficeBody]]] = {}
        self._map = Map(strict_slashes=False)

    def page(self, page: Page, answer: Callable[[OfficeAsk], OfficeBody]) -> None:
        """Declare `page` and the function that answers for it."""
        self.entries[page.name] = (page, answer)
        for path in page.paths:
            self._map.add(Rule(path, endpoint=page.name))

    def answer(self) -> Response:
        """Answer the page address of the current request; a stranger is led to the login."""
        if request.method not in SAFE:
            abort(405)
        if request.path == "/":
            person = found_actor()
            return lead("/login" if person is None else HOMES.get(person.level, "/account"))
        try:
            name, values = self._map.bind("", "/").match(request.path)
        except RequestRedirect as error:
            return lead(error.new_url)
        except HTTPException:
            return self._nowhere()
        page, answer = self.entries[name]
        actor = found_actor()
        here = quote(safe_next(request.full_path.rstrip("?")), safe="/")
        if page.access != "public" and actor is None:
            return lead(f"/login?next={here}")
        try:
            if page.access != "public":
                require(actor, page.access, without_factor=FACTOR_PAGE in page.paths)
            return self._answered(self._ask(page, actor, values), answer)
        except FactorDue:
            return lead(f"{FACTOR_PAGE}?next={here}")
        except NotThere as error:
            abort(404, error.message)
        except NotAllowed as error:
            abort(403, error.message)

    def respond(self, name: str, answer: Callable[[OfficeAsk], OfficeBody], **values: str) -> Response:
        """Answer a form that was sent with the page `name`, drawn by `answer`: what was wrong, or what is shown once."""
        return self._answered(self._ask(self.entries[name][0], found_actor(), values), answer)

    def _answered(self, ask: OfficeAsk, answer: Callable[[OfficeAsk], OfficeBody]) -> Response:
        with writing(ask.lang):
            return self._finish(ask, answer(ask))

    def error_html(self, status: int, message: str) -> str:
        """Draw the page of an error in the office's frame, for who is signed in, if anybody is."""
        page = Page(name="error", paths=(), title="", order=0, access="public", indexed=False)
        try:
            actor = found_actor()
        except Exception:  # noqa: BLE001 - the database may be what is wrong: then nobody is known
            actor = None
        ask = self._ask(page, actor, {})
        title, main = refusal(ask.t, status, message, signed_in=actor is not None)
        boot = OfficeBoot(csrf=ask.csrf, office_url=self.options.office_url)
        body = OfficeBody(title=title, main=main, frame="office" if actor else "bare")
        return document(office_frame(ask, body, boot, self.assets))

    def _nowhere(self) -> Response:
        # Strangers learn nothing of which addresses exist.
        if found_actor() is not None:
            abort(404, "There is no such page in the office.")
        return lead("/login")

    def _ask(self, page: Page, actor: Actor | None, values: Mapping[str, str]) -> OfficeAsk:
        allowed = ("lang", "theme", *page.query)
        query = {k: request.args[k] for k in allowed if 0 < len(request.args.get(k, "")) <= _LONGEST}
        lang = query.get("lang") or reader_language()
        lang = lang if lang in languages() else "en"
        return OfficeAsk(
            desk=self.desk,
            person=actor,
            path=quote(request.path, safe="/"),
            values=values,
            query=query,
            lang=lang,
            t=get_translator(lang),
            now=datetime.now(UTC),
            public_url=self.options.public_url,
            current_election=self.options.current,
            csrf=csrf_token(self.options.secret, actor) if actor else "",
            published=self.options.published,
        )

    def _finish(self, ask: OfficeAsk, body: OfficeBody) -> Response:
        if body.leads_to is not None:
            return lead(body.leads_to)
        boot = OfficeBoot(csrf=ask.csrf, office_url=self.options.office_url)
        html = self.compose(office_frame(ask, body, boot, self.assets), body.island)
        packed = pack_for(html.encode(), "text/html", request)
        response = respond(packed, request, status=body.status, cache="no-store")
        response.headers["Content-Security-Policy"] = policy(html)
        response.headers["Content-Language"] = ask.lang
        response.headers["X-Frame-Options"] = "DENY"
        if "lang" in ask.query:
            response.set_cookie(LANG_COOKIE, ask.lang, max_age=_YEAR_S, samesite="Lax", httponly=True)
        return response


def lead(address: str) -> Response:
    """Answer with a redirect that nothing may remember."""
    answer = redirect(address, code=303)
    answer.headers["Cache-Control"] = "no-store"
    return Response(answer.get_data(), answer.status_code, answer.headers)
