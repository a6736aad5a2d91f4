"""The whole document of an embed: state, time and source around any chart; no parameter takes them out.

Called by `pages.public.embed`. Also the small document that says what an address got wrong.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

import msgspec
from dash.development.base_component import Component

from components.banners import hold_banner, notices, status_flag, tape
from components.embed.draw import draw
from components.embed.kinds import Embed
from components.embed.own import script, style
from components.format import number
from components.i18n import Translator
from components.languages import language
from components.markup import Node, h, to_html
from components.shell import page_title
from components.theme import colours_css, palette
from components.view import ContestView
from data.records import Pointer

_FINAL = frozenset({"certified", "pre-election"})
#: Readers without scripts get the whole document anew.
_REFRESH = '<noscript><meta http-equiv="refresh" content="60"></noscript>'


@dataclass(frozen=True)
class Known:
    """What an address could have named: a word for the kind of thing, and the values."""

    what: str
    values: tuple[str, ...]


def embed_document(embed: Embed) -> str:
    """Write the whole document."""
    view = embed.view
    d, t = view.document, view.t
    drawn = draw(embed)
    inside: list[Node] = [
        tape(t, d.is_test),
        _as_of(view),
        _stale(embed),
        _lost(view),
        hold_banner(t, view.pointer),
        notices(t, view.pointer) if view.pointer.notices else None,
        h("h1", None, drawn.headline),
        *drawn.body,
        _foot(view),
    ]
    main = h(
        "main",
        f"emb {drawn.cls}".strip(),
        *[piece for piece in inside if piece is not None],
        data_mark=mark_of(view.pointer),
        data_pointer=view.urls.pointer(d.election),
        data_at=view.clock.iso(d.published_at),
        data_zone=d.timezone,
        data_final="1" if d.status in _FINAL else None,
    )
    full = view.urls.contest(d.election, d.contest, d.area.code)
    measure = embed.asked if embed.chart == "map" and embed.asked != "leader" else None
    theme = None if embed.theme == "auto" else embed.theme
    own = view.urls.embed(d.election, d.contest, d.area.code, chart=embed.chart, measure=measure, theme=theme)
    return _page(
        view.lang,
        embed.theme,
        head=(
            f"<title>{escape(page_title(t, drawn.headline, d.is_test))}</title>"
            f'<link rel="canonical" href="{escape(full)}">{_REFRESH}'
            f'<link rel="alternate" type="application/json+oembed" href="{escape(view.urls.oembed(own))}">'
            f'<style>{style()}</style><style id="parties">{colours_css(view.colours)}</style>'
        ),
        body=f"{to_html(main)}<p class='vh' id='said' role='status'></p><script>{script()}</script>",
    )


def _printed(embed: Embed) -> str:
    """Write the parties' colours for paper, which is white whatever the theme."""
    if embed.theme == "light":
        return ""
    light = "".join(palette(colour, "light").css(key) for key, colour in embed.view.colours.items())
    return f"@media print{{:root:not(#_){{{light}}}}}" if light else ""


def _page(lang: str, theme: str, *, head: str, body: str) -> str:
    chosen = f' data-theme="{theme}"' if theme in ("light", "dark") else ""
    turned = ' dir="rtl"' if language(lang).rtl else ""
    return (
        f'<!DOCTYPE html><html lang="{lang}"{turned}{chosen}><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1"><meta name="robots" content="noindex">'
        f'<link rel="icon" href="data:,">{head}</head><body>{body}</body></html>'
    )


def mark_of(pointer: Pointer) -> str:
    """Write what must show anew when it changes; `assets/js/embed/embed.js` writes the same from `latest.json`."""
    told = msgspec.to_builtins(pointer)
    since = [notice["since"] for notice in told["notices"]]
    parts = [
        pointer.version,
        pointer.manifest_sha256[:8],
        pointer.hold.mode,
        told["hold"]["since"] or "",
        *since,
    ]
    return "|".join(str(part) for part in parts)


def _as_of(view: ContestView) -> Component:
    d, t, clock = view.document, view.t, view.clock
    moment = d.as_of or d.published_at
    time = h("time", None, clock.full(moment), dateTime=clock.iso(moment))
    return h(
        "div",
        "asof",
        status_flag(t, d.status, clock.short_date(d.published_at), by_area=d.by_area),
        h("span", None, t.parts("As of {time}", time=time)),
    )


def _stale(embed: Embed) -> Component:
    view = embed.view
    words = view.t("No new version since {time}.", time=view.clock.full(view.document.published_at))
    return h(
        "div",
        "banner",
        h("b", None, f"▲ {words}"),
        role="status",
        hidden=not embed.stale,
        data_after=str(view.pointer.stale_after_s),
    )


def _lost(view: ContestView) -> Component:
    """The line for when nothing answers; the script fills in the time."""
    words = view.t(
        "No connection since {time}; figures of version {n}.", time="{time}", n=number(view.document.version)
    )
    return h("div", "banner", h("b", None, "▲ "), h("span"), role="status", hidden=True, data_lost=words)


def _foot(view: ContestView) -> Component:
    d, t = view.document, view.t
    n = number(d.version)
    source = (
        t("Totals declared by area, version {n}.", n=n)
        if d.by_area
        else t("Sums of result forms, version {n}.", n=n)
    )
    open_words = t("open the declared figures") if d.by_area else t("open the forms")
    href = view.urls.contest(d.election, d.contest, d.area.code)
    link = h(
        "a", None, h("b", None, "Matokeo"), f" · {open_words}", href=href, target="_blank", rel="noopener"
    )
    return h("footer", None, h("span", None, source), link)


def refusal_document(
    t: Translator, title: str, known: Sequence[Known], *, theme: str, href: str, again: bool = False
) -> str:
    """Write the document that says what an address named wrongly, and what it could have named.

    `again`: what is missing now may be there later, so the document asks anew every minute.
    """
    lists = [h("p", None, f"{one.what}: ", *_codes(one.values)) for one in known if one.values]
    link = h("a", None, h("b", None, "Matokeo"), target="_blank", rel="noopener", href=href)
    main = h(
        "main",
        "emb",
        h("h1", None, title),
        *lists,
        h("footer", None, h("span"), link),
        data_again="60" if again else None,
    )
    refresh = _REFRESH if again else ""
    head = f"<title>{escape(title)}: Matokeo</title>{refresh}<style>{style()}</style>"
    tail = f'<p class="vh" id="said"></p><script>{script()}</script>'
    return _page(t.lang, theme, head=head, body=to_html(main) + tail)


def _codes(values: Sequence[str]) -> list[Node]:
    out: list[Node] = []
    for place, value in enumerate(values):
        out += [", " if place else None, h("code", None, value)]
    return out
