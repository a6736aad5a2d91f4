"""The frame of a public page: masthead, tabs, place bar, footer; the banners are `components.banners`, named here too.

Called by `dashboard.shell` and pages. Pure functions of records and words; figures are elsewhere. Must not hold
anything that changes between two versions except the tabs' counts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dash.development.base_component import Component

from components import ids
from components.banners import as_of, hold_banner, live_region, notices, stale_banner, status_flag, tape
from components.counts import progress_of
from components.format import Clock, clean, number
from components.i18n import N_, Translator
from components.markup import Node, h
from components.phrases import script_strings
from components.svg import el, lens
from components.switch import language_switch
from components.urls import UrlBuilder
from data.records import AreaRef, ContestLine, ResultsDocument, VersionIndex

__all__ = [
    "Offers",
    "as_of",
    "contest_progress",
    "contest_title",
    "crumb",
    "footer",
    "hold_banner",
    "live_region",
    "masthead",
    "notices",
    "page_title",
    "place_bar",
    "script_strings",
    "search_form",
    "skip_link",
    "stale_banner",
    "status_flag",
    "tabs",
    "tape",
    "without_script",
]

_SECTIONS = (
    ("results", N_("Results")),
    ("turnout", N_("Turnout")),
    ("incidents", N_("Incidents")),
    ("changes", N_("Changes")),
    ("data", N_("Data")),
    ("about", N_("About")),
)


def skip_link(t: Translator) -> Component:
    """Draw the link that jumps over the frame."""
    return h("a", "skip", t("Skip to results"), href=f"#{ids.MAIN}")


def page_title(t: Translator, title: str, is_test: bool) -> str:
    """Write the text of `<title>`; a rehearsal says so first."""
    head = t("REHEARSAL") + " · " if is_test else ""
    return f"{head}{clean(title)}: Matokeo"


@dataclass(frozen=True)
class Offers:
    """What the masthead links beside the sections: `incidents` where the election publishes them, the `lite` page."""

    incidents: bool = False
    lite: str = ""


def masthead(
    t: Translator,
    urls: UrlBuilder,
    *,
    election: str | None,
    current: str = "results",
    here: str = "/",
    offers: Offers | None = None,
) -> Component:
    """Draw name, sections, the light page, language and display.

    `here` is the address of this page in the other languages without its `lang`; `current` names the section.
    """
    offers = offers or Offers()
    sections = [pair for pair in _SECTIONS if pair[0] != "incidents" or offers.incidents]
    links = [_section(t, urls, election, name, label, current) for name, label in sections]
    theme = h(
        "button",
        "btn",
        "◐ ",
        h("span", None, t("Light"), id=ids.THEME_TEXT),
        id=ids.THEME,
        type="button",
        aria_label=t("Display: {name}. Change", name=t("Light")),
    )
    return h(
        "header",
        "mast",
        h(
            "div",
            "wrap",
            h("a", "brand", "Matokeo", href=urls.home()),
            h("nav", None, *links, aria_label=t("Site")),
            h("div", "tools", _light(t, offers), _languages(t, here), theme),
        ),
    )


def _light(t: Translator, offers: Offers) -> Component | None:
    if not offers.lite:
        return None
    return h("a", "lite", t("Lite"), href=offers.lite, title=t("Light page without script"))


def without_script(t: Translator, lite: str) -> Component | None:
    """Draw what only a browser without scripts shows: the way to the light page, which reloads by itself."""
    if not lite:
        return None
    words = t("This page keeps itself up to date with scripts, which are off here.")
    link = h("a", None, t("The light page needs none."), href=lite)
    return h("noscript", None, h("div", "banner lite", h("div", "wrap", words, " ", link)))


def _section(
    t: Translator, urls: UrlBuilder, election: str | None, name: str, label: str, current: str
) -> Component:
    addresses = {
        "results": urls.home(election) if election else urls.home(),
        "turnout": urls.turnout(election) if election else urls.home(),
        "incidents": urls.incidents(election) if election else urls.home(),
        "changes": urls.changes(election) if election else urls.home(),
        "data": urls.data_page(),
        "about": urls.about(),
    }
    return h("a", None, t(label), href=addresses[name], aria_current="page" if name == current else None)


def _languages(t: Translator, here: str) -> Component:
    path, _, query = here.partition("?")
    kept = [pair for pair in query.split("&") if pair and not pair.startswith("lang=")]

    def address(lang: str) -> str:
        pairs = kept + ([f"lang={lang}"] if lang != "en" else [])
        return path + ("?" + "&".join(pairs) if pairs else "")

    return language_switch(t.lang, address, mark="data_lang")


def tabs(
    t: Translator, urls: UrlBuilder, index: VersionIndex, current: str | None, area: AreaRef | None
) -> Component:
    """Draw one tab a contest with how much of it is counted; they keep the area where the contest has it."""
    return h(
        "nav",
        "tabs",
        h(
            "div",
            "wrap",
            h("ul", None, *[_tab(t, urls, index, line, current, area) for line in index.contests]),
        ),
        aria_label=t("Contests"),
    )


def _tab(
    t: Translator,
    urls: UrlBuilder,
    index: VersionIndex,
    line: ContestLine,
    current: str | None,
    area: AreaRef | None,
) -> Component:
    code = area.code if area and f"{line.code}/{area.code}" in index.documents else None
    return h(
        "li",
        None,
        h(
            "a",
            None,
            h("span", None, contest_title(t, line.title)),
            h("small", None, contest_progress(t, line)),
            href=urls.contest(index.election, line.code, code),
            aria_current="page" if line.code == current else None,
        ),
    )


def contest_progress(t: Translator, line: ContestLine) -> str:
    """Say in two or three words how far a contest is: `32% counted`, `0 of 47 races`."""
    if line.races > 1:
        return t.n(
            "{reported} of {n} race",
            "{reported} of {n} races",
            line.races,
            reported=number(line.races_reported),
        )
    progress = progress_of(line.stations)
    if not progress.done:
        return t("not reported")
    if progress.total is None:
        return t("{count} counted", count=number(progress.done))
    return t("{pct} counted", pct=progress.percent())


_CONTESTS = frozenset(
    {
        N_("President"),
        N_("Governor"),
        N_("Senator"),
        N_("Woman Representative"),
        N_("Member of National Assembly"),
        N_("Member of County Assembly"),
        N_("National Assembly"),
        N_("County Assembly"),
        N_("Referendum"),
    }
)


def contest_title(t: Translator, title: str) -> str:
    """Name a contest; the customary Kenyan titles are translated, others stand as they are in the data."""
    return t(title) if title in _CONTESTS else clean(title)


def place_bar(
    t: Translator, urls: UrlBuilder, document: ResultsDocument | None, *, election: str, title: str = ""
) -> Component:
    """Draw the breadcrumb of a contest page (or a plain title) and the search."""
    crumbs: Node = crumb(t, urls, document) if document else h("div", None, h("b", None, clean(title)))
    return h("div", "place", crumbs, search_form(t, urls, election))


def crumb(t: Translator, urls: UrlBuilder, document: ResultsDocument) -> Component:
    """Draw the way from the election down to the area."""
    d = document
    title = clean(d.election_title or d.election)
    steps = [h("li", None, h("a", None, title, href=urls.home(d.election)))]
    steps += [
        h("li", None, h("a", None, clean(a.name), href=urls.contest(d.election, d.contest, a.code)))
        for a in d.area.path
    ]
    steps.append(h("li", None, clean(d.area.name), aria_current="page"))
    return h("nav", "crumb", h("ol", None, *steps), aria_label=t("Area"))


def search_form(t: Translator, urls: UrlBuilder, election: str, value: str = "") -> Component:
    """Draw the search; it works as a plain form, scripts make it a combobox."""
    box = el(
        "input",
        id=ids.SEARCH,
        type="search",
        name="q",
        value=value or None,
        placeholder=t("County, constituency, ward, station"),
        autocomplete="off",
        role="combobox",
        aria_expanded="false",
        aria_controls=ids.SEARCH_LIST,
        aria_autocomplete="list",
    )
    hidden: list[Node] = [el("input", type="hidden", name="election", value=election)] if election else []
    if t.lang != "en":
        hidden.append(el("input", type="hidden", name="lang", value=t.lang))
    return h(
        "form",
        "find",
        h("label", "vh", t("Find an area, a candidate or a polling station"), for_=ids.SEARCH),
        lens(),
        box,
        *hidden,
        h("ul", None, id=ids.SEARCH_LIST, role="listbox", aria_label=t("Places found")),
        role="search",
        action="/search",
        method="get",
    )


def footer(
    t: Translator,
    urls: UrlBuilder,
    *,
    election: str | None = None,
    document: ResultsDocument | None = None,
    embed: str | None = None,
) -> Component:
    """Draw what the figures are, and the ways to check and to take them.

    `embed` is the address of the embed desk with what this page shows.
    """
    return h(
        "footer",
        "ft",
        h(
            "div",
            "wrap",
            _what_these_are(t, document) if document else None,
            h("p", None, *_ways_on(t, urls, document, (election, embed))),
        ),
    )


def _what_these_are(t: Translator, document: ResultsDocument) -> Component:
    clock = Clock(document.timezone, t.lang)
    moment = document.as_of or document.published_at
    held = document.stations.disputed
    values = {"time": clock.full(moment), "n": number(document.version)}
    if document.by_area:
        sentences = [t("Totals declared by area, as of {time}, version {n}.", **values)]
    else:
        sentences = [t("Sums of result forms, as of {time}, version {n}.", **values)]
    if not document.by_area and document.status not in ("certified", "correction"):
        sentences.append(t("They are not the declared result."))
    if held:
        sentences.append(
            t.n(
                "{n} form that looks impossible is held out and listed.",
                "{n} forms that look impossible are held out and listed.",
                held,
            )
        )
    return h("p", None, h("b", None, t("What these figures are.")), " ", " ".join(sentences))


def _files(t: Translator, urls: UrlBuilder, document: ResultsDocument) -> list[Component]:
    """Link what the page shows as a table and as a sheet to print."""
    election, contest, area = document.election, document.contest, document.area.code
    within = None if area == urls.root else area
    table = urls.export(election, contest, "csv", area=within, version=urls.pinned)
    return [
        h("a", None, t("The same as CSV"), href=table),
        h("a", None, t("Result sheet"), ", PDF", href=urls.sheet(election, contest, area)),
    ]


def _ways_on(
    t: Translator,
    urls: UrlBuilder,
    document: ResultsDocument | None,
    where: tuple[str | None, str | None],
) -> Sequence[Node]:
    election, embed = where
    links = [
        h("a", None, t("How to check a version yourself"), href=urls.data_page(ids.CHECK)),
        h("a", None, t("Download"), href=urls.data_page()),
    ]
    links.append(h("a", None, t("Embed this") if embed else t("Embeds"), href=embed or urls.embeds()))
    if document:
        links.append(
            h(
                "a",
                None,
                t("Light page without script"),
                href=urls.lite(document.election, document.contest, document.area.code),
            )
        )
        links.append(
            h(
                "a",
                None,
                t("This page as JSON"),
                href=urls.document(document.election, document.version, document.contest, document.area.code),
            )
        )
        links += _files(t, urls, document)
    elif election:
        links.append(h("a", None, t("Versions and corrections"), href=urls.changes(election)))
    links.append(h("a", None, t("Accessibility"), href=f"{urls.about()}#accessibility"))
    out: list[Node] = [t("Every number with a dotted line opens the forms behind it."), " "]
    for place, link in enumerate(links):
        out += [" · " if place else None, link]
    return out
