"""One form: a contest at a station, or at an area for managers; its fields, or its receipt once it is stored."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from dash import html
from dash.development.base_component import Component

from components.format import clean
from components.i18n import Translator
from components.office.entryform import entry_page, source_title
from components.office.entryview import FormView
from components.office.entrywords import script_words
from components.office.observe import form_address
from components.shell import contest_title
from data.entry.areas import area_sources, entry_sheet, station_sources
from data.entry.codes import CODES
from data.entry.places import Place
from data.entry.stored import form_detail
from data.errors import NotThere
from data.records import EntryContest, EntryStation, FormDetail
from pages.asking import OfficeAsk, OfficeBody, OfficeRegister
from pages.page import Page

PAGE = Page(
    name="entry",
    paths=("/observe/<election>/<station>/<contest>", "/observe/<election>/area/<area>/<contest>"),
    title="Form",
    order=12,
    access="observer",
    query=("source", "correct"),
    indexed=False,
)
_FIELDS = (
    "name", "value", "limit", "sum", "valid", "cast", "ballots", "registered", "share", "turnout", "forms", "median",
    "stated", "station", "distance",
)  # fmt: skip


def layout(**_values: str) -> Component:
    """Nothing of this page is Dash's in the browser."""
    return html.Div()


def register(site: OfficeRegister) -> None:
    """Hand the page to the office."""
    site.page(PAGE, form_page)


def form_page(ask: OfficeAsk) -> OfficeBody:
    """Answer with the form of a contest at a place, or with what is stored of it."""
    with ask.desk.acting(ask.actor) as connection:
        sheet, place = entry_sheet(
            connection,
            ask.actor,
            election=ask.values["election"],
            station=ask.values.get("station"),
            area=ask.values.get("area"),
            source=ask.query.get("source"),
        )
        contest = next((c for c in sheet.contests if c.code == ask.values["contest"]), None)
        if contest is None:
            raise NotThere("This contest is not held here.")
        stored = form_detail(connection, contest.form) if contest.own and contest.form else None
    view = _view(ask, sheet, contest, place=place, stored=stored)
    return OfficeBody(
        title=f"{contest_title(ask.t, contest.title)}, {clean(sheet.name)}",
        main=entry_page(view),
        section="observe",
        frame="phone",
        back=(form_address(sheet.election, sheet.code, is_area=view.is_area, source=_odd(view.source)), clean(sheet.name)),
        is_test=sheet.is_test,
        extra={"form": _data(ask, view), "codes": _codes(ask.t)},
        words=script_words(ask.t),
    )  # fmt: skip


def _may_correct(contest: EntryContest) -> bool:
    return contest.own and contest.form is not None and contest.state in ("preliminary", "disputed")


def _view(
    ask: OfficeAsk, sheet: EntryStation, contest: EntryContest, *, place: Place, stored: FormDetail | None
) -> FormView:
    is_area = place.station_id is None
    codes = [c.code for c in sheet.contests]
    at = codes.index(contest.code)
    source = _odd(sheet.source)
    following = next((c for c in (*sheet.contests[at + 1 :], *sheet.contests[:at]) if c.state is None), None)
    address = form_address(sheet.election, sheet.code, contest.code, is_area=is_area, source=source)
    way = None
    if following is not None:
        way = (
            form_address(sheet.election, sheet.code, following.code, is_area=is_area, source=source),
            contest_title(ask.t, following.title),
        )
    station = f"election={quote(sheet.election, safe='')}&station={quote(sheet.code, safe='')}"
    # A correction starts from the own form; one that somebody checked is no longer the observer's to correct.
    before = stored if "correct" in ask.query and _may_correct(contest) else None
    return FormView(
        t=ask.t,
        place=sheet,
        contest=contest,
        source=sheet.source,
        number=at + 1,
        total=len(codes),
        lang=ask.lang,
        is_area=is_area,
        is_open=place.is_open,
        can_correct=_may_correct(contest),
        correcting=before is not None,
        before=before,
        photos=len(stored.attachments) if stored else 0,
        sources=_sources(ask, sheet, contest, place=place),
        next=way,
        here=address,
        incident=f"/incidents/new?{station}",
    )


def _sources(
    ask: OfficeAsk, sheet: EntryStation, contest: EntryContest, *, place: Place
) -> list[tuple[str, str]]:
    """The papers that a manager may read this entry from, with the address of each."""
    is_area = place.station_id is None
    if is_area:
        codes = area_sources(place)
    elif ask.actor.may("manager"):
        codes = station_sources(ask.actor, place)
    else:
        return []
    return [
        (code, form_address(sheet.election, sheet.code, contest.code, is_area=is_area, source=code))
        for code in codes
    ]


def _odd(source: str) -> str:
    return "" if source == "34a" else source


def _data(ask: OfficeAsk, view: FormView) -> dict[str, Any]:
    """What the script needs of the form: what is sent, what the checks know, where the page is."""
    sheet, contest, before = view.place, view.contest, view.before
    title = contest_title(ask.t, contest.title)
    return {
        "election": sheet.election,
        "contest": contest.code,
        "station": None if view.is_area else sheet.code,
        "area": sheet.code if view.is_area else None,
        "source": view.source,
        "corrects": str(before.form) if before else None,
        "kept_photos": [str(uid) for uid in before.attachments] if before else [],
        "stored": str(contest.form) if contest.form else None,
        "attachments": 0,
        "ballot": [{"code": line.code, "name": clean(line.name)} for line in contest.candidates],
        "registered": sheet.registered,
        "max_votes": contest.max_votes,
        "photo": sheet.photo,
        "timezone": sheet.timezone,
        "zone": view.clock.zone_name(ask.now),
        "title": f"{clean(sheet.name)}, {title}",
        "paper": source_title(ask.t, view.source),
        "here": view.here,
    }


def _codes(t: Translator) -> dict[str, dict[str, str]]:
    """Every check's sentences in the reader's language, their fields left open for the script."""
    identity = {name: "{" + name + "}" for name in _FIELDS}
    return {
        code: {"message": t(check.message, **identity), "remedy": t(check.remedy, **identity)}
        for code, check in CODES.items()
    }
