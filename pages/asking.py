"""What an office page is asked and answers; its module has exactly `PAGE`, `layout` and `register`, like any page.

Imported by office pages and by `dashboard.officesite`. A page reads through `ask.desk.acting(ask.actor)` and hands
records to `components`; it writes nothing: changes go through the JSON API.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from dash.development.base_component import Component

from components.i18n import Translator
from data.acting import Actor, Desk
from data.errors import NotSignedIn
from data.published import PublishedStore
from pages.page import Page


@dataclass(frozen=True, kw_only=True)
class OfficeAsk:
    """One question to an office page. `person` is `None` only on public pages (login, invitation).

    `csrf` is for the hidden field `csrf_token` of forms that work without a script. `published` are the public files, where
    this process can read them.
    """

    desk: Desk
    person: Actor | None
    path: str
    values: Mapping[str, str]
    query: Mapping[str, str]
    lang: str
    t: Translator
    now: datetime
    public_url: str = ""
    current_election: str = ""
    csrf: str = ""
    published: PublishedStore | None = None

    @property
    def actor(self) -> Actor:
        """The person who asks. Raises `NotSignedIn` on a public page without one."""
        if self.person is None:
            raise NotSignedIn("Nobody is signed in.", remedy="Sign in at /login.")
        return self.person


@dataclass(frozen=True, kw_only=True)
class OfficeBody:
    """An office page's answer.

    `frame`: `office` (masthead with navigation), `phone` (one narrow column with a thin header, for observers) or `bare`
    (login). `section` marks the navigation; `extra` is JSON for the page's script (`matokeo.boot.page`); `words` are
    sentences that scripts say, by key (`matokeo.say`); `leads_to` answers with a redirect instead. `island` is the part that
    is Dash in the browser (a grid, a map), drawn where `components.office.manage.island_slot` stands; `live` are the topics
    whose changes the page's script hears of (`matokeo.pulse`).
    """

    title: str
    main: Component
    status: int = 200
    section: str = ""
    frame: str = "office"
    back: tuple[str, str] | None = None
    is_test: bool = False
    extra: Mapping[str, Any] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)
    leads_to: str | None = None
    island: Component | None = None
    live: tuple[str, ...] = ()


class OfficeRegister(Protocol):
    """What the office offers to a page's `register`."""

    def page(self, page: Page, answer: Callable[[OfficeAsk], OfficeBody]) -> None:
        """Declare `page` and the function that answers for it."""
