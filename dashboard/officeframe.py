"""Puts an office page into its frame: masthead or thin header, and the boot data for scripts.

Called by `dashboard.officesite`. Holds no figures and asks no database.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from dash.development.base_component import Component

from components import shell
from components.languages import language
from components.markup import h, to_html
from components.office import frame as office
from dashboard.firstpaint.bundles import Site
from dashboard.firstpaint.document import Frame, Head
from pages.asking import OfficeAsk, OfficeBody


@dataclass(frozen=True, kw_only=True)
class OfficeBoot:
    """What every office page's script needs besides the page's own data."""

    csrf: str
    office_url: str


def office_frame(ask: OfficeAsk, body: OfficeBody, boot: OfficeBoot, site: Site) -> Frame:
    """The whole page."""
    theme = ask.query.get("theme")
    return Frame(
        head=Head(
            lang=ask.lang,
            title=shell.page_title(ask.t, body.title, body.is_test),
            description=ask.t("Entry and management of election results. Login only."),
            canonical=f"{boot.office_url}{ask.path}",
            alternates={},
            rtl=language(ask.lang).rtl,
            indexed=False,
            theme=theme if theme in {"light", "dark", "contrast"} else None,
            style=site.style,
            inline_boot=False,
        ),
        body=to_html(_body(ask, body, boot)),
        script_url=site.script_url,
        boot=_data(ask, body, boot),
    )


def _body(ask: OfficeAsk, body: OfficeBody, boot: OfficeBoot) -> list[Component]:
    t = ask.t
    person = None
    if ask.person is not None:
        person = office.PersonView(
            name=ask.person.display_name, role=ask.person.role, level=ask.person.level, csrf=boot.csrf
        )
    main = h("main", None, h("div", f"wrap {body.frame}", body.main), id="main")
    header = office.header(
        t, person, kind=body.frame, section=body.section, here=ask.path, lang=ask.lang, back=body.back
    )
    footer = office.footer(t, person, kind=body.frame, here=ask.path, lang=ask.lang)
    tape = shell.tape(t, body.is_test)
    pieces = [tape, office.skip_link(t), header, main, footer, shell.live_region(t)]
    return [piece for piece in pieces if piece is not None]


def _data(ask: OfficeAsk, body: OfficeBody, boot: OfficeBoot) -> dict[str, Any]:
    words = {**shell.script_strings(ask.t), **office.script_words(ask.t), **body.words}
    return {
        "office": True,
        "lang": ask.lang,
        "csrf": boot.csrf,
        "user": str(ask.person.uid) if ask.person else None,
        "page": dict(body.extra),
        "live": list(body.live),
        "t": words,
    }
