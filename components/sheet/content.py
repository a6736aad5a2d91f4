"""Every word and figure of a result sheet, as plain text: facts, tables, what to check it with.

Called by `pages.public.sheet`. Figures are those of one document; unknown is an en dash, a place without a counted form is
"not reported". Must not know how it is set.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from components.banners import status_words
from components.contest.progress import STATE_WORDS
from components.counts import has_figures, is_counted, progress_of
from components.format import UNKNOWN, clean, number, percent
from components.i18n import Translator, level_title
from components.languages import language
from components.sheet.words import number_words
from components.shell import contest_title
from components.view import ContestView
from data.records import CandidateTotal, ChildTotal, RaceLine, StationCounts

#: More candidates than this have no column of their own in the table of sub-areas.
MOST_COLUMNS = 5


@dataclass(frozen=True)
class Marks:
    """What a reader checks a sheet with: digests of the document and of the version's manifest, absolute addresses."""

    document_sha256: str
    manifest_sha256: str
    page: str
    document: str
    manifest: str


@dataclass(frozen=True)
class SheetTable:
    """A table: heads, rows, the part of the width of each column; `numbers` are columns set to the right."""

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[float, ...]
    numbers: frozenset[int] = frozenset()
    strong: frozenset[int] = frozenset()
    note: str = ""


@dataclass(frozen=True)
class Sheet:
    """One result sheet in one language."""

    lang: str
    rtl: bool
    title: str
    subtitle: str
    running: str
    status: str
    notice: str
    facts: tuple[tuple[str, str], ...]
    tables: tuple[SheetTable, ...]
    checks: tuple[tuple[str, str], ...]
    how: tuple[str, ...]
    address: str
    rehearsal: tuple[str, str] | None
    version: str
    pages: str

    def page(self, number: int, total: int) -> str:
        """Write `Page 1 of 3`."""
        return self.pages.replace("{n}", str(number)).replace("{total}", str(total))


def sheet_of(view: ContestView, marks: Marks) -> Sheet:
    """Write the sheet of a document in the view's language."""
    t, d = view.t, view.document
    contest, area = contest_title(t, d.contest_title), clean(d.area.name)
    tables = [_totals(view), _stations(view)]
    if not view.races_page:
        tables.insert(0, _candidates(view))
    tables += [table for table in (_seats(view), _races(view), _children(view)) if table is not None]
    test = (t("REHEARSAL"), t("REHEARSAL. Test figures, not results of any election.")) if d.is_test else None
    return Sheet(
        lang=view.lang,
        rtl=language(view.lang).rtl,
        title=t("Result sheet"),
        subtitle=f"{contest}, {area}",
        running=" · ".join((clean(d.election_title or view.index.title), contest, area)),
        status=status_words(t, d.status, by_area=d.by_area),
        notice=t(
            "This sheet copies published figures. It is not a declaration of results, and nobody signs it: only the "
            "electoral authority declares."
        ),
        facts=tuple(_facts(view)),
        tables=tuple(tables),
        checks=tuple(_checks(view, marks)),
        how=(
            t("The code and the address lead to the page with these figures, as of this version."),
            t(
                "Whoever fetches the document and counts its SHA-256 finds the digest above; the manifest lists it and is "
                "signed. matokeo verify does it all."
            ),
        ),
        address=marks.page,
        rehearsal=test,
        version=t("Version {n}", n=number(view.index.version)),
        pages=t("Page {n} of {total}", n="{n}", total="{total}"),
    )


def _facts(view: ContestView) -> Iterator[tuple[str, str]]:
    t, d = view.t, view.document
    yield t("Election"), clean(d.election_title or view.index.title)
    yield t("Contest"), contest_title(t, d.contest_title)
    where = " › ".join(clean(above.name) for above in (*d.area.path, d.area))
    yield level_title(t, d.area.level), f"{where} ({clean(d.area.code)})"
    yield t("As of"), view.clock.full(d.as_of or d.published_at)
    # The version asked for: its document may have been written for an earlier one and still hold.
    yield t("Version"), f"{number(view.index.version)}, {view.clock.full(view.index.published_at)}"
    yield t("Counted"), progress_of(d.stations).words(t)


def _in_words(t: Translator, value: int | None) -> str:
    if value is None:
        return t("no counted form states it")
    return number_words(value, t.lang) or UNKNOWN


def _candidates(view: ContestView) -> SheetTable:
    """Candidates in the order of the ballot, as on a form, with votes in figures and in words."""
    t, counted = view.t, has_figures(view.document)
    rows = []
    for one in sorted(view.document.candidates, key=lambda one: one.ballot_order):
        party = clean(one.party.abbreviation or one.party.name) if one.party else t("Independent")
        votes = number(one.votes) if counted else t("Not reported")
        words = _in_words(t, one.votes) if counted else ""
        rows.append((str(one.ballot_order), _name(one), party, votes, words, percent(one.share_pct, 2)))
    return SheetTable(
        t("Votes by candidate"),
        (t("No."), t("Candidate"), t("Party"), t("Votes"), t("Votes in words"), t("Share")),
        tuple(rows) or (("", t("Nobody stands here."), "", "", "", ""),),
        (0.06, 0.27, 0.12, 0.13, 0.31, 0.11),
        frozenset({3, 5}),
        frozenset({3}),
    )


def _name(one: CandidateTotal) -> str:
    return clean(one.name) + (f" / {clean(one.running_mate)}" if one.running_mate else "")


def _totals(view: ContestView) -> SheetTable:
    t, d = view.t, view.document
    votes = d.votes
    told = ((votes.cast_stations, t("Votes cast")), (votes.rejected_stations, t("Rejected ballots")))
    parts = [
        t("{figure}: over the {n} stations that state it.", figure=name, n=number(count))
        for count, name in told
        if count is not None
    ]
    rows = [
        (name, number(value), _in_words(t, value))
        for name, value in (
            (t("Valid votes"), votes.valid),
            (t("Rejected ballots"), votes.rejected),
            (t("Votes cast"), votes.cast),
            (t("Registered voters"), votes.registered),
        )
    ]
    of_both = t("of the stations that state both figures") if votes.turnout_pct is not None else ""
    rows.append((t("Turnout"), percent(votes.turnout_pct, 2), of_both or _in_words(t, None)))
    return SheetTable(
        t("Totals"),
        (t("Figure"), t("Number"), t("In words")),
        tuple(rows),
        (0.33, 0.18, 0.49),
        frozenset({1}),
        frozenset({1}),
        note=" ".join(parts),
    )


def _stations(view: ContestView) -> SheetTable:
    """Write where the figures come from in one row: stations by the state of their forms, or areas."""
    t, counts = view.t, view.document.stations
    if view.document.by_area:
        cells = [
            (t("Areas"), number(counts.areas_total)),
            (t("Areas with a declared total"), number(counts.areas_reported)),
        ]
    else:
        cells = [
            (t("Stations"), number(counts.total)),
            (t("Stations reported"), number(counts.reported)),
            (t("Stations counted"), number(counts.counted)),
            *((_state_line(t, state), number(getattr(counts, state))) for state in _STATES),
        ]
    return SheetTable(
        t("Where the figures come from"),
        tuple(head for head, _ in cells),
        (tuple(value for _, value in cells),),
        (1 / len(cells),) * len(cells),
        frozenset(range(len(cells))),
    )


_STATES = ("preliminary", "verified", "confirmed", "disputed")


def _state_line(t: Translator, state: str) -> str:
    words = t(STATE_WORDS[state])
    return t("{state}, held out", state=words) if state == "disputed" else words


def _seats(view: ContestView) -> SheetTable | None:
    t = view.t
    if not view.document.seats:
        return None
    rows = tuple(
        (clean(one.party.name), number(one.leading), number(one.complete)) for one in view.document.seats
    )
    head = (t("Party"), t("Leads"), t("of these fully counted"))
    return SheetTable(t("Races by party"), head, rows, (0.6, 0.2, 0.2), frozenset({1, 2}))


def _races(view: ContestView) -> SheetTable | None:
    t, d = view.t, view.document
    if not d.races:
        return None
    head = (t("Area"), t("Leads"), t("Votes"), t("Second"), t("Votes"), t("Stations"))
    rows = tuple(_race(t, race) for race in d.races)
    return SheetTable(
        t("Races"), head, rows, (0.2, 0.24, 0.11, 0.24, 0.11, 0.1), frozenset({2, 4, 5}), frozenset({2})
    )


def _race(t: Translator, race: RaceLine) -> tuple[str, ...]:
    area = f"{clean(race.area.name)} ({clean(race.area.code)})"
    if not is_counted(race):
        return (area, t("Not reported"), "", "", "", _of(race.stations))
    first = _person(race.leader_name, race.party.abbreviation if race.party else None)
    second = _person(race.second_name, race.second_party.abbreviation if race.second_party else None)
    return (area, first, number(race.votes), second, number(race.second_votes), _of(race.stations))


def _person(name: str | None, party: str | None) -> str:
    if name is None:
        return UNKNOWN
    return clean(name) + (f" ({clean(party)})" if party else "")


def _of(counts: StationCounts) -> str:
    progress = progress_of(counts)
    total = "" if progress.total is None else f"/{number(progress.total)}"
    return f"{number(progress.done)}{total}"


def _children(view: ContestView) -> SheetTable | None:
    """The stations of a ward, or the areas below; with a column for each candidate while there are few."""
    t, d = view.t, view.document
    if not d.children or (d.races and not view.children_above_races):
        return None
    stations = view.stations_below
    few = () if view.races_page else tuple(sorted(d.candidates, key=lambda one: one.ballot_order))
    columns = few if len(few) <= MOST_COLUMNS else ()
    head = [t("Code"), t("Station") if stations else level_title(t, d.child_level or "area")]
    head += [t("Form") if stations else t("Stations"), t("Registered")]
    if not view.races_page:
        head += [t("Valid"), t("Rejected")]
    if columns:
        head += [view.short[one.code] for one in columns]
    elif not view.races_page:
        head += [t("Leads"), t("Votes")]
    rows = tuple(_child(view, child, columns) for child in d.children)
    first = 2.1 if stations else 1.2
    widths = [first, 2.8, 1.3, 1.0, *([0.95, 0.95] if not view.races_page else [])]
    widths += [1.1] * len(columns) if columns else [] if view.races_page else [2.0, 1.0]
    whole = sum(widths)
    text = {0, 1, 2} if stations else {0, 1}
    if not columns and not view.races_page:
        text.add(6)
    title = t("Polling stations") if stations else t("Areas below")
    return SheetTable(
        title,
        tuple(head),
        rows,
        tuple(w / whole for w in widths),
        frozenset(range(len(head))) - frozenset(text),
        note=t("– is not known or not reported. It is never zero."),
    )


def _child(view: ContestView, child: ChildTotal, columns: tuple[CandidateTotal, ...]) -> tuple[str, ...]:
    t = view.t
    place = _station_state(t, child) if view.stations_below else _of(child.stations)
    cells = [clean(child.code), clean(child.name), place, number(child.registered)]
    if view.races_page:
        return tuple(cells)
    cells += [number(child.valid), number(child.rejected)]
    if columns:
        # Somebody who is not on a form that is counted has no vote there: the form says so by leaving it out.
        known = bool(child.votes)
        return (*cells, *(number(child.votes.get(one.code)) if known else UNKNOWN for one in columns))
    leader = child.leader
    if leader is None:
        return (*cells, UNKNOWN if child.votes else t("Not reported"), UNKNOWN)
    return (*cells, view.name_of(leader), number(child.votes.get(leader)))


def _station_state(t: Translator, child: ChildTotal) -> str:
    if child.state is None:
        return t("Not reported")
    return t(STATE_WORDS[child.state]) if child.state in STATE_WORDS else clean(child.state)


def _checks(view: ContestView, marks: Marks) -> Iterator[tuple[str, str]]:
    t = view.t
    yield t("Document"), marks.document
    yield t("SHA-256 of the document"), marks.document_sha256
    yield t("Manifest of version {n}:", n=number(view.index.version)).rstrip(":"), marks.manifest
    yield t("SHA-256 of the manifest"), marks.manifest_sha256
