"""The embed desk: newsrooms choose a contest, an area and a chart, look at it live and copy the code.

Answers `/embeds`; everything chosen is in the address. Drawn by `components.desk`.
"""

from __future__ import annotations

from dataclasses import replace

import msgspec
from dash import html
from dash.development.base_component import Component

from components.desk.codes import LEAST_HEIGHT, MOST_HEIGHT, THEMES, Choice, Codes
from components.desk.offer import chart_title, map_measures, offered, showable
from components.desk.rehearsals import Rehearsal
from components.desk.view import WIDTHS, DeskView, Step
from components.desk.whole import desk_figures
from components.embed import DEFAULT_CHART
from components.format import clean
from components.graphics import CHARTS
from components.i18n import get_translator
from components.languages import languages
from components.shell import contest_title
from data.bounded import Bounded
from data.errors import NotPublished, StoreDamaged
from data.records import AreaRef, Pointer, VersionIndex
from data.rehearsed import announced
from pages.notices import nothing_published
from pages.opened import Opened, open_contest
from pages.page import Ask, Body, Page, Register

PAGE = Page(
    name="embeds",
    paths=("/embeds",),
    title="Embeds",
    order=8,
    access="public",
    query=(
        "election", "contest", "area", "find", "chart", "measure", "look", "words", "height", "width",
    ),
    cached=False,
    frames=True,
    own="desk",
)  # fmt: skip
_FOUND = 8
#: What each document can show, by manifest, contest and area: trying it costs a drawing of every kind.
_CAN: Bounded[tuple[str, str, str], dict[str, bool]] = Bounded(256)


def layout(**_values: str) -> Component:
    """Nothing of this page is Dash's in the browser."""
    return html.Div()


def register(site: Register) -> None:
    """Hand the page to the site."""
    site.page(PAGE, embeds_page)


def embeds_page(ask: Ask) -> Body:
    """Answer with the desk as the address describes it; raises `NotPublished` for an unknown election."""
    election = ask.query.get("election") or ask.current
    if election is None:
        return nothing_published(ask)
    view = _view(ask, _opened(ask, election))
    return Body(
        title=ask.t("Embeds: results in an article"),
        description=ask.t(
            "Put live election results into an article: choose a chart, copy its code, and it stays fresh by itself."
        ),
        main=desk_figures(view),
        section="embeds",
        election=election,
        index=view.index,
        headline=ask.t("Embeds"),
    )


def _opened(ask: Ask, election: str) -> Opened:
    """Open what is chosen; what another election has and this one lacks falls to the first there is."""
    index = ask.index(election)
    contests = [line.code for line in index.contests if _published(index, line.code)]
    if not contests:
        raise NotPublished(f"No contest of {election} has figures yet.")
    contest, area = ask.query.get("contest", ""), ask.query.get("area", "")
    if contest not in contests:
        contest = next((code for code in contests if f"{code}/{area}" in index.documents), contests[0])
    if f"{contest}/{area}" not in index.documents:
        area = index.root
    if f"{contest}/{area}" not in index.documents:
        area = next(name.partition("/")[2] for name in index.documents if name.startswith(f"{contest}/"))
    return open_contest(replace(ask, values={"election": election, "contest": contest, "area": area}))


def _published(index: VersionIndex, contest: str) -> bool:
    return any(name.startswith(f"{contest}/") for name in index.documents)


def _view(ask: Ask, opened: Opened) -> DeskView:
    query, document = ask.query, opened.document
    can = _can(ask, opened)
    chart = query.get("chart", DEFAULT_CHART)
    if not can.get(chart):
        chart = DEFAULT_CHART
    measured = opened.view(query.get("measure", "leader"))
    measures = map_measures(measured) if chart == "map" else []
    measure = measured.shown_measure if measured.shown_measure in dict(measures) else ""
    lang = query.get("words", ask.lang)
    choice = Choice(
        election=document.election,
        contest=document.contest,
        area=document.area.code,
        chart=chart,
        measure="" if measure == "leader" else measure,
        theme=query["look"] if query.get("look") in THEMES else "auto",
        lang=lang if lang in languages() else ask.lang,
        height=_height(query.get("height", "")),
    )
    return DeskView(
        t=ask.t,
        urls=ask.urls,
        codes=Codes(choice, ask.public_url, ask.urls, _title(ask, choice, opened)),
        index=opened.index,
        document=document,
        elections=_elections(ask),
        areas=_areas(ask, opened),
        found=_found(ask, opened),
        find=query.get("find", ""),
        charts=offered(measured, can),
        measures=measures,
        width=query.get("width", "") if query.get("width") in WIDTHS else WIDTHS[-1],
        notes=_notes(ask, choice),
        rehearsals=_rehearsals(ask),
    )


def _can(ask: Ask, opened: Opened) -> dict[str, bool]:
    key = (opened.pointer.manifest_sha256, opened.contest, opened.area)
    found = _CAN.get(key)
    if found is None:
        # Every kind is drawn once to know: beside the loop, so that streams of this process go on meanwhile.
        # Only drawing: a thread of the system must not wait for a lock of the store that a greenlet holds.
        view = opened.view()
        levels = {level for kind in CHARTS.values() if (level := kind.level(view))}
        rows = {level: opened.areas(level) for level in levels}
        tried = ask.aside(lambda: msgspec.json.encode(showable(view, rows.__getitem__)))
        found = _CAN.put(key, msgspec.json.decode(tried, type=dict[str, bool]))
    return found


def _height(text: str) -> int:
    """A height in pixels, 0 for none or one that makes no sense (the page says so)."""
    if text.isascii() and text.isdecimal() and len(text) <= 5 and LEAST_HEIGHT <= int(text) <= MOST_HEIGHT:
        return int(text)
    return 0


def _title(ask: Ask, choice: Choice, opened: Opened) -> str:
    """The title of the frame, in the language of the embed; a rehearsal says so."""
    t = get_translator(choice.lang)
    document = replace_language(ask, choice.lang).document(choice.election, choice.contest, choice.area)
    words = f"{contest_title(t, document.contest_title)}, {clean(document.area.name)}"
    title = f"{words} · {chart_title(t, choice.chart)}"
    return f"{t('REHEARSAL')} · {title}" if opened.index.is_test else title


def replace_language(ask: Ask, lang: str) -> Ask:
    """Return the same question as a reader of another language puts it."""
    return replace(ask, lang=lang, t=get_translator(lang), urls=ask.urls.in_language(lang))


def _notes(ask: Ask, choice: Choice) -> tuple[str, ...]:
    """What of the address could not be taken as it stands, with what was taken instead."""
    t, query, notes = ask.t, ask.query, []
    given = query.get("height", "")
    if given not in ("", "auto") and not choice.height:
        notes.append(
            t(
                "Height {given}: write a whole number from {least} to {most}, or leave it empty. It is automatic now.",
                given=given[:12],
                least=LEAST_HEIGHT,
                most=MOST_HEIGHT,
            )
        )
    for name, taken in (("contest", choice.contest), ("area", choice.area), ("chart", choice.chart)):
        wanted = query.get(name, "")
        if wanted and wanted != taken:
            notes.append(
                t(
                    "{given} is not there for this choice. Shown: {taken}.",
                    given=clean(wanted[:40]),
                    taken=taken,
                )
            )
    return tuple(notes)


def _elections(ask: Ask) -> tuple[VersionIndex, ...]:
    """Every election that can be shown, real ones first, the newest first among equals."""
    found = []
    for code in ask.store.elections():
        try:
            found.append(ask.index(code))
        except (NotPublished, StoreDamaged):
            continue
    newest = sorted(found, key=lambda index: index.date, reverse=True)
    return tuple(sorted(newest, key=lambda index: index.is_test))


def _areas(ask: Ask, opened: Opened) -> tuple[Step, ...]:
    """The areas to choose from without a search: the way down to this one, what is below it, what is beside it."""
    document, documents = opened.document, opened.index.documents

    def known(areas: tuple[AreaRef, ...]) -> tuple[AreaRef, ...]:
        return tuple(area for area in areas if f"{document.contest}/{area.code}" in documents)

    here = AreaRef(code=document.area.code, name=document.area.name, level=document.area.level)
    steps = [Step("", known((*document.area.path, here)))]
    steps.append(Step(here.name, known(document.children)))
    if document.area.path and (above := known(document.area.path[-1:])):
        parent = ask.document(document.election, document.contest, above[0].code)
        beside = tuple(area for area in known(parent.children) if area.code != here.code)
        steps.append(Step(parent.area.name, beside))
    return tuple(step for step in steps if step.areas)


def _found(ask: Ask, opened: Opened) -> tuple[AreaRef, ...] | None:
    """The areas that the search of the form found; `None` when nothing was asked."""
    query = ask.query.get("find", "").strip()
    if not query:
        return None
    index = opened.index
    hits = ask.search.find(index.election, index.version, query, limit=_FOUND * 2).areas
    known = [hit for hit in hits if f"{opened.contest}/{hit.code}" in index.documents]
    return tuple(AreaRef(code=hit.code, name=hit.name, level=hit.level) for hit in known[:_FOUND])


def _rehearsals(ask: Ask) -> tuple[Rehearsal, ...]:
    """Rehearsals that run or ran, and those that are announced."""
    running = []
    for index in _elections(ask):
        if index.is_test:
            running.append(
                Rehearsal(index.title, index.election, index.timezone, pointer=_pointer(ask, index))
            )
    known = {one.election for one in running}
    zone = next((one.zone for one in running), "UTC")
    coming = [
        Rehearsal(one.title, one.election, zone, begins=one.begins, ends=one.ends)
        for one in announced(ask.store.root, ask.now)
        if one.election not in known or one.begins > ask.now
    ]
    return (*coming, *running)


def _pointer(ask: Ask, index: VersionIndex) -> Pointer:
    return ask.store.pointer(index.election)
