"""The light page of a contest in an area: one small document without scripts, for slow links and old phones.

Called by `pages.public.lite`. The same words and figures as the full page, in plain tables with bars; it stays
under 30 KB with 290 rows, so nothing is drawn twice and styles are a few lines.
"""

from __future__ import annotations

from html import escape

from dash.development.base_component import Component

from components.contest.words import headline, race_title, standfirst
from components.counts import is_counted, progress_of
from components.format import clean, number, percent, signed
from components.i18n import level_title
from components.markup import Node, h, to_html
from components.paint import leading
from components.shell import hold_banner, notices, page_title, status_flag, tape
from components.svg import el
from components.theme import palette
from components.view import ContestView
from data.records import CandidateTotal, ChildTotal, RaceLine

STYLE = (
    ":root{color-scheme:light dark}body{font:16px/1.45 system-ui,Roboto,sans-serif;max-width:34em;margin:0 auto;"
    "padding:12px 16px;font-variant-numeric:tabular-nums}h1{font-size:1.4em;line-height:1.2;margin:.4em 0}"
    "h2{font-size:1.1em;border-top:2px solid;padding-top:8px;margin:1.4em 0 .4em}p{margin:.5em 0}"
    "table{border-collapse:collapse;width:100%}td,th{padding:6px 0;text-align:left;vertical-align:top;"
    "border-bottom:1px solid #8885}td+td,th+th{text-align:right;padding-left:10px;white-space:nowrap}"
    ".r td{border:0}.r td[colspan]{padding:0 0 8px;border-bottom:1px solid #8885;text-align:left}"
    ".r div{height:14px;border:1.5px solid;min-width:1px}small,.s{font-size:.875em}"
    ".flag{border:1.5px solid;padding:1px 7px;font-weight:700;font-size:.8em}"
    "i{font-style:normal;border:1px dotted;padding:0 5px}progress{width:100%;height:16px;accent-color:CanvasText}"
    ".tape{background:#ffd400;color:#15171a;border:6px dashed #15171a;padding:8px;font-weight:700;text-align:center}"
    "a{color:inherit}"
)


def lite_document(view: ContestView, *, stale: bool, other: str) -> str:
    """Write the whole document; `other` is the address of this page in the other language."""
    d, t = view.document, view.t
    title = page_title(t, f"{race_title(view)} · {t('light page')}", d.is_test)
    full = view.urls.contest(d.election, d.contest, d.area.code)
    body: list[Node] = [
        tape(t, d.is_test),
        h("p", "s", h("a", None, "Matokeo", href=view.urls.home(d.election)), " · ", t("light page"), " · "),
        _ways(view, full, other),
        _stale(view) if stale else None,
        hold_banner(t, view.pointer),
        notices(t, view.pointer),
        _as_of(view),
        h("h1", None, headline(view)),
        h("p", None, standfirst(view)) if standfirst(view) else None,
        *_race(view),
        *_counted(view),
        *_below(view),
        h("p", "s", t("Sums of result forms, version {n}.", n=number(d.version))),
    ]
    head = (
        f'<!DOCTYPE html><html lang="{view.lang}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f'<title>{escape(title)}</title><link rel="canonical" href="{escape(full)}">'
        f'<link rel="icon" href="data:,"><style>{STYLE}</style></head><body><main>'
    )
    return head + to_html([piece for piece in body if piece is not None]) + "</main></body></html>"


def _ways(view: ContestView, full: str, other: str) -> Component:
    lang, label = ("sw", "Kiswahili") if view.lang == "en" else ("en", "English")
    d = view.document
    up = [
        h(
            "span",
            None,
            " · ",
            h("a", None, clean(a.name), href=view.urls.lite(d.election, d.contest, a.code)),
        )
        for a in d.area.path
    ]
    contests = [
        h("span", None, " · ", h("a", None, clean(line.title), href=view.urls.lite(d.election, line.code)))
        for line in view.index.contests
        if line.code != d.contest
    ]
    return h(
        "p",
        "s",
        h("a", None, view.t("Full page"), href=full),
        " · ",
        h("a", None, label, href=other, lang=lang),
        " · ",
        h("a", None, view.t("Newest figures"), href=view.urls.lite(d.election, d.contest, d.area.code)),
        *up,
        *contests,
    )


def _stale(view: ContestView) -> Component:
    words = view.t("No new version since {time}.", time=view.clock.full(view.document.published_at))
    return h("p", None, h("b", None, "▲ ", words))


def _as_of(view: ContestView) -> Component:
    moment = view.document.as_of or view.document.published_at
    time = h("time", None, view.clock.full(moment), dateTime=view.clock.iso(moment))
    return h(
        "p", None, status_flag(view.t, view.document.status), " ", *view.t.parts("As of {time}", time=time)
    )


def _race(view: ContestView) -> list[Node]:
    if not view.has_votes:
        return []
    rows: list[Node] = []
    for candidate in view.ranked:
        rows += _candidate(view, candidate)
    d, t = view.document, view.t
    lead = t(
        "Lead: {votes} votes. Valid votes counted: {valid}.",
        votes=number(d.margin_votes),
        valid=number(d.votes.valid),
    )
    return [h("table", "r", h("tbody", None, *rows)), h("p", None, lead)]


def _candidate(view: ContestView, candidate: CandidateTotal) -> list[Node]:
    colours = palette(view.colours[view.keys[candidate.code]], "light")
    party = h("small", None, clean(candidate.party.name)) if candidate.party else None
    bar = {"width": f"{candidate.share_pct or 0:.1f}%", "background": colours.f, "border-color": colours.e}
    return [
        h(
            "tr",
            None,
            h("td", None, clean(candidate.name), h("br"), party),
            h("td", None, percent(candidate.share_pct, 2)),
            h("td", None, number(candidate.votes)),
        ),
        h("tr", None, h("td", None, h("div", None, style=bar), colSpan=3)),
    ]


def _counted(view: ContestView) -> list[Node]:
    d, t = view.document, view.t
    progress = progress_of(d.stations)
    bar = el("progress", value=progress.done, max=progress.total) if progress.total else None
    turnout: Node = percent(d.votes.turnout_pct, 2)
    if d.votes.turnout_pct is None:
        turnout = h("i", None, t("Not stated on these forms"))
    held = d.stations.disputed
    return [
        h("h2", None, t("How much is counted")),
        h("p", None, h("b", None, progress.percent(1)), ": ", progress.words(t)),
        h("p", None, bar) if bar else None,
        h("p", "s", t("Disputed and held out: {n}", n=number(held))) if held else None,
        h("p", None, t("Turnout"), ": ", turnout),
    ]


def _below(view: ContestView) -> list[Node]:
    d, t = view.document, view.t
    if not d.children or d.child_level is None:
        return []
    heads = (level_title(t, d.child_level), t("Leader, points"), t("Stations"))
    if view.stations_below:
        heads = (heads[0], t("Leader, points"), t("State of form"))
    races = {race.area.code: race for race in d.races}
    rows = [_child(view, child, races.get(child.code)) for child in sorted(d.children, key=lambda c: c.name)]
    return [
        h("h2", None, level_title(t, d.child_level)),
        h(
            "table",
            None,
            h("thead", None, h("tr", None, *[h("th", None, word, scope="col") for word in heads])),
            h("tbody", None, *rows),
        ),
    ]


def _child(view: ContestView, child: ChildTotal, race: RaceLine | None) -> Component:
    d, t = view.document, view.t
    name: Node = clean(child.name)
    if view.stations_below:
        name = h("a", None, name, href=view.urls.station(d.election, child.code))
    elif view.publishes(child.level):
        name = h("a", None, name, href=view.urls.lite(d.election, d.contest, child.code))
    lead = leading(view, child)
    margin = child.margin_pp if race is None else race.margin_pp
    if not is_counted(child):
        who: Node = h("i", None, t("not reported") if child.state is None else t("held out"))
    elif lead is None:
        who = t("Level")
    else:
        who = h("span", None, h("b", None, lead.name), f" {signed(margin)}" if margin is not None else "")
    last = _state(view, child) if view.stations_below else progress_of(child.stations).of_total(t)
    return h("tr", None, h("td", None, name), h("td", None, who), h("td", None, last))


def _state(view: ContestView, child: ChildTotal) -> str:
    t = view.t
    words = {
        "preliminary": t("Preliminary"),
        "verified": t("Verified"),
        "confirmed": t("Confirmed"),
        "disputed": t("Disputed"),
    }
    return words.get(child.state or "", t("Not reported"))
