"""The frame of a light page: head, reload, ways on, banners, what the figures are; the figures come from the other modules.

One renderer for all light pages. No script, no file beside the document, no layout that a text browser or a phone without
style sheets would need; well-formed, so that strict browsers read it too.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from html import escape
from urllib.parse import urlencode

from dash.development.base_component import Component

from components import ids
from components.cardlinks import card_of, fresh
from components.format import Clock, clean, number
from components.i18n import Translator
from components.languages import language, languages
from components.markup import Node, h, to_html
from components.shell import contest_title, hold_banner, notices, page_title, status_flag, tape
from components.svg import el
from components.urls import UrlBuilder
from data.records import Pointer, ResultsDocument, VersionIndex

#: A page in one of these states loads again by itself; in every other state nothing new is expected from minute to minute.
RUNNING = frozenset({"pre-election", "unofficial-partial", "recount"})
RELOAD_S = 60
_EMPTY = re.compile(r"<((?:br|hr|img|input|link|meta)\b[^<>]*?)>")

STYLE = (
    "body{font:16px/1.45 system-ui,Roboto,sans-serif;max-width:34em;margin:0 auto;padding:12px 16px;"
    "font-variant-numeric:tabular-nums;overflow-wrap:break-word}h1{font-size:1.4em;line-height:1.2;margin:.4em 0}"
    "h2{font-size:1.1em;border-top:2px solid;padding-top:8px;margin:1.4em 0 .4em}p,ul,form{margin:.5em 0}"
    "table{border-collapse:collapse;width:100%}td,th{padding:6px 0;text-align:left;vertical-align:top;"
    "border-bottom:1px solid #8885}td+td,th+th{text-align:right;padding-left:10px}.k,.r td+td{white-space:nowrap}"
    ".r td,.r th{border:0}.r th{font-size:.875em;font-weight:400}"
    ".r .b{padding:0 0 8px;border-bottom:1px solid #8885;text-align:left}"
    ".r .b div{height:14px;border:1.5px solid;min-width:1px;box-sizing:border-box}small,.s{font-size:.875em}"
    ".flag{border:1.5px solid;padding:1px 7px;font-weight:700;font-size:.8em}"
    "i{font-style:normal;border:1px dotted;padding:0 5px;white-space:nowrap}.po{display:none}"
    "td small{overflow-wrap:anywhere}@media(max-width:340px){table{font-size:.875em}}"
    "progress{width:100%;height:16px;accent-color:CanvasText}"
    ".tape{background:#ffd400;color:#15171a;border:6px dashed #15171a;padding:8px;font-weight:700;text-align:center}"
    ".banner{border:2px solid;padding:6px 8px;margin:8px 0}a{color:inherit}ul{padding-left:1.2em}"
    "input{font:inherit;padding:5px;max-width:60%}"
    "[dir=rtl] td,[dir=rtl] th,[dir=rtl] .b{text-align:right}"
    "[dir=rtl] td+td,[dir=rtl] th+th{text-align:left;padding:6px 10px 6px 0}"
    "@media(prefers-color-scheme:dark){.r .b div{border-color:currentColor!important}}"
    "@media print{body{max-width:none;padding:0;font-size:10.5pt}.np{display:none}.po{display:block}tr,p{break-inside:avoid}"
    "td,th{padding:2px 0}h2,thead{break-after:avoid}a{text-decoration:none}"
    ".r .b div,.tape{-webkit-print-color-adjust:exact;print-color-adjust:exact}}"
)


@dataclass(frozen=True)
class LiteFrame:
    """What every light page is made with: what is published, the reader's words, and the address asked for.

    `path` and `query` are those of this page; `pinned` says that it shows a past version, which does not change; `site` is the
    address of the site, for paper.
    """

    index: VersionIndex
    pointer: Pointer
    t: Translator
    urls: UrlBuilder
    path: str
    query: Mapping[str, str] = field(default_factory=dict)
    stale: bool = False
    pinned: bool = False
    site: str = ""

    @property
    def clock(self) -> Clock:
        """Writes times in the election's zone and the reader's language."""
        return Clock(self.index.timezone, self.t.lang)

    @property
    def stopped(self) -> bool:
        """Whether the reader asked the pages to stay as they are."""
        return self.query.get("refresh") == "0"

    @property
    def may_reload(self) -> bool:
        """Whether the page is one that loads again by itself unless the reader stops it."""
        return self.index.status in RUNNING and self.pointer.stale_after_s > 0 and not self.pinned

    @property
    def _kept(self) -> dict[str, str]:
        return {"refresh": "0"} if self.stopped else {}

    def home(self) -> str:
        """The light page of the election."""
        return self.urls.lite_home(self.index.election, **self._kept)

    def contest(self, contest: str, area: str | None = None, **query: str | int | None) -> str:
        """The light page of a contest in the country or an area."""
        return self.urls.lite(self.index.election, contest, area, **self._kept, **query)

    def station(self, code: str) -> str:
        """The light page of a polling station."""
        return self.urls.lite_station(self.index.election, code, **self._kept)

    def here(self, lang: str, *, reload: bool | None = None) -> str:
        """This page in a language, with reloading on or off (`None`: as it is)."""
        kept = {name: value for name, value in self.query.items() if name not in ("lang", "refresh")}
        stopped = self.stopped if reload is None else not reload
        if stopped:
            kept["refresh"] = "0"
        if lang != "en":
            kept["lang"] = lang
        return self.path + (f"?{urlencode(kept)}" if kept else "")


def page(
    frame: LiteFrame,
    title: str,
    full: str,
    body: Sequence[Node],
    *,
    document: ResultsDocument | None = None,
    moment: datetime | None = None,
) -> str:
    """Write the whole document around `body`.

    `full` is the address of the full page with the same figures; `moment` the time of the figures where no one document
    tells it.
    """
    t = frame.t
    pieces: list[Node] = [
        tape(t, frame.index.is_test),
        _ways(frame, full),
        _past(frame) if frame.pinned else None,
        _stale(frame) if frame.stale else None,
        hold_banner(t, frame.pointer) if not frame.pinned else None,
        notices(t, frame.pointer),
        *body,
        _other_contests(frame, document),
        search_form(frame, frame.query.get("q", "")),
        *_end(frame, document, moment),
    ]
    named = page_title(t, f"{title} · {t('light page')}", frame.index.is_test)
    return _head(frame, named, full, _card(frame, named, document)) + (
        strict(to_html([piece for piece in pieces if piece is not None])) + "</main></body></html>"
    )


def strict(markup: str) -> str:
    """Close what HTML leaves open, so that a browser that wants XML reads the page as well."""
    return _EMPTY.sub(r"<\1/>", markup)


def _card(frame: LiteFrame, title: str, document: ResultsDocument | None) -> str:
    """Name title and share card to networks and messengers: the light page is what people pass on."""
    card = fresh(card_of(frame.urls, frame.index, document), frame.urls, frame.index)
    metas = f'<meta property="og:title" content="{escape(title)}"/>'
    if not card or not frame.site:
        return metas
    return (
        f'{metas}<meta property="og:image" content="{escape(frame.site + card)}"/>'
        '<meta name="twitter:card" content="summary_large_image"/>'
    )


def _head(frame: LiteFrame, title: str, full: str, metas: str) -> str:
    theme = frame.query.get("theme")
    scheme = theme if theme in ("light", "dark") else "light dark"
    reload = (
        f'<meta http-equiv="refresh" content="{RELOAD_S}"/>' if frame.may_reload and not frame.stopped else ""
    )
    robots = '<meta name="robots" content="noindex"/>' if frame.index.is_test else ""
    turned = ' dir="rtl"' if language(frame.t.lang).rtl else ""
    return (
        f'<!DOCTYPE html><html lang="{frame.t.lang}"{turned}><head><meta charset="utf-8"/>'
        f'<meta name="viewport" content="width=device-width,initial-scale=1"/>{reload}{robots}{metas}'
        f'<title>{escape(title)}</title><link rel="canonical" href="{escape(full)}"/>'
        f'<link rel="icon" href="data:,"/><style>:root{{color-scheme:{scheme}}}{STYLE}</style></head><body><main>'
    )


def links(items: Sequence[Node]) -> list[Node]:
    """Set links beside each other, with a dot between."""
    out: list[Node] = []
    for place, item in enumerate(items):
        out += [" · " if place else None, item]
    return [piece for piece in out if piece is not None]


def _ways(frame: LiteFrame, full: str) -> Component:
    t = frame.t
    others = [
        h("a", None, spoken.native, href=frame.here(lang), lang=lang)
        for lang, spoken in languages().items()
        if lang != t.lang
    ]
    items: list[Node] = [
        h("a", None, "Matokeo", href=frame.home()),
        t("light page"),
        h("a", None, t("Full page"), href=full),
        *others,
    ]
    return h("p", "s np", *links(items))


def _stale(frame: LiteFrame) -> Component:
    words = frame.t("No new version since {time}.", time=frame.clock.full(frame.pointer.published_at))
    return h("p", "banner", h("b", None, "▲ ", words))


def _past(frame: LiteFrame) -> Component:
    words = frame.t("These are the figures of version {n}, not the newest.", n=number(frame.index.version))
    newest = h("a", None, frame.t("Newest figures"), href=frame.path)
    return h("p", "banner", h("b", None, "▲ ", words), " ", newest)


def as_of(frame: LiteFrame, moment: datetime, *, status: str, by_area: bool = False) -> Component:
    """Draw the line that says the state of the count and the time of the figures."""
    clock = frame.clock
    time = h("time", None, h("b", None, clock.full(moment)), dateTime=clock.iso(moment))
    flag = status_flag(frame.t, status, clock.short_date(frame.index.published_at), by_area=by_area)
    return h("p", None, flag, " ", *frame.t.parts("As of {time}", time=time))


def not_reported(words: str) -> Component:
    """Draw the dotted box of what is not reported or not stated."""
    return h("i", None, words)


def _other_contests(frame: LiteFrame, document: ResultsDocument | None) -> Component | None:
    """Lead to the other contests, in the same area where they have it."""
    if document is None:
        return None
    area = document.area.code
    found: list[Node] = []
    for line in frame.index.contests:
        if line.code != document.contest:
            code = area if f"{line.code}/{area}" in frame.index.documents else None
            found.append(
                h("a", None, contest_title(frame.t, line.title), href=frame.contest(line.code, code))
            )
    return h("p", "np", h("b", None, frame.t("The other contests")), ": ", *links(found)) if found else None


def search_form(frame: LiteFrame, asked: str) -> Component:
    """Draw the search: a plain form that any browser can send."""
    t = frame.t
    kept = {"refresh": "0"} if frame.stopped else {}
    if t.lang != "en":
        kept["lang"] = t.lang
    hidden = [el("input", type="hidden", name=name, value=value) for name, value in kept.items()]
    box = el("input", id=ids.SEARCH, type="text", name="q", value=asked or None, maxlength="100")
    return h(
        "form",
        "np",
        h(
            "p",
            None,
            h("label", None, t("Find an area, a candidate or a polling station"), for_=ids.SEARCH),
            h("br"),
        ),
        h("p", None, box, " ", el("input", type="submit", value=t("Search")), *hidden),
        action=frame.urls.lite_search_path(frame.index.election),
        method="get",
    )


def _end(frame: LiteFrame, document: ResultsDocument | None, moment: datetime | None) -> list[Node]:
    """Say what the figures are, whether the page loads again, and where to check them."""
    t = frame.t
    known = (document.as_of or document.published_at) if document else moment
    moment = known or frame.index.published_at
    values = {"time": frame.clock.full(moment), "n": number(frame.index.version)}
    if document is not None and document.by_area:
        words = [t("Totals declared by area, as of {time}, version {n}.", **values)]
    else:
        words = [t("Sums of result forms, as of {time}, version {n}.", **values)]
    if frame.index.status not in ("certified", "correction"):
        words.append(t("They are not the declared result."))
    on: list[Node] = [
        h("a", None, t("Data"), href=frame.urls.data_page()),
        h("a", None, t("How to check a version yourself"), href=frame.urls.data_page(ids.CHECK)),
    ]
    if document is not None:
        text = frame.urls.lite_text(document.election, document.contest, document.area.code)
        on.append(h("a", None, t("Text for an SMS"), href=text))
    return [
        h("p", "s", " ".join(words), " ", h("span", "np", *_reload_words(frame))),
        h("p", "s np", *links(on)),
        h("p", "s po", f"Matokeo, {frame.site}{frame.here(t.lang, reload=True)}"),
    ]


def _reload_words(frame: LiteFrame) -> list[Node]:
    t, lang = frame.t, frame.t.lang
    if not frame.may_reload:
        return [t("This page has no script.")]
    if frame.stopped:
        again = h("a", None, t("Load again every minute"), href=frame.here(lang, reload=True))
        return [t("This page has no script and stays as it is."), " ", again]
    stop = h("a", None, t("Stop reloading"), href=frame.here(lang, reload=False))
    return [t("This page has no script and loads again every minute."), " ", stop]


def crumbs(frame: LiteFrame, contest: str, path: Sequence[tuple[str, str]]) -> Component | None:
    """Lead up to the areas around this one: `path` holds code and name from the root down."""
    if not path:
        return None
    up = [h("a", None, clean(name), href=frame.contest(contest, code)) for code, name in path]
    items: list[Node] = []
    for place, item in enumerate(up):
        items += [" › " if place else None, item]
    return h("p", "s np", *[item for item in items if item is not None])
