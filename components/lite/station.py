"""The light page of a polling station: its form in every contest with state, figures and time.

Called by `pages.public.lite_station`. The rows are those of the ward's documents, as on the full page.
"""

from __future__ import annotations

from components.format import clean, number, percent, share
from components.holds import hold_words
from components.i18n import Translator
from components.lite.areas import state_word
from components.lite.contest import candidate_rows, result_table
from components.lite.frame import LiteFrame, as_of, crumbs, not_reported, page
from components.markup import Node, h
from components.shell import contest_title
from components.sources import form_name
from components.station import StationView, station_headline
from components.view import ContestView
from data.records import ChildTotal, ContestLine, PublicForm


def station_page(frame: LiteFrame, view: StationView) -> str:
    """Write the whole document."""
    t, station = view.t, view.station
    lines = [line for line in view.index.contests if line.code in view.documents]
    first = lines[0].code if lines else ""
    voters = (
        t("registered voters not known")
        if station.registered is None
        else t.n("{n} registered voter", "{n} registered voters", station.registered)
    )
    moments = [d.as_of or d.published_at for d in view.documents.values()]
    moment = max(moments, default=view.index.published_at)
    body: list[Node] = [
        crumbs(frame, first, [(area.code, area.name) for area in view.path]) if lines else None,
        as_of(frame, moment, status=view.index.status),
        h("h1", None, station_headline(view)),
        h("p", None, f"{station.code} · {voters}"),
    ]
    for line in lines:
        body += _contest(frame, view, line)
    if not lines:
        body.append(h("p", None, t("No contest has figures at the level of stations.")))
    full = view.urls.station(view.index.election, station.code)
    return page(frame, clean(station.name), full, body, moment=moment)


def _contest(frame: LiteFrame, view: StationView, line: ContestLine) -> list[Node]:
    t, document = view.t, view.documents[line.code]
    row = view.row(line.code)
    contest = ContestView(document=document, index=view.index, pointer=view.pointer, t=t, urls=view.urls)
    title = h("a", None, contest_title(t, line.title), href=frame.contest(line.code, document.area.code))
    out: list[Node] = [h("h2", None, title)]
    if row is None or row.state is None:
        return [
            *out,
            h("p", None, not_reported(t("Not reported yet")), " ", t("No form of this station is in")),
        ]
    state: list[Node] = [t("State of form"), ": ", h("b", None, state_word(contest, row.state))]
    if row.received_at is not None:
        state += [". ", t("Received"), ": ", view.clock.full(row.received_at)]
    out.append(h("p", None, *state))
    if row.state == "disputed":
        out.append(h("p", None, h("b", None, "▲ ", _why_held(view, line.code, row), ".")))
    elif not row.stations.counted:
        out.append(h("p", None, t("This form is not in the totals yet.")))
    own = [form for form in view.forms if form.contest == line.code]
    return [*out, *_figures(view, contest, row, own), *_sources(view, contest, own)]


def _why_held(view: StationView, contest: str, row: ChildTotal) -> str:
    held = next((form for form in view.held if form.contest == contest), None)
    return hold_words(view.t, held.rule if held else row.hold_rule)


def _figures(view: StationView, contest: ContestView, row: ChildTotal, forms: list[PublicForm]) -> list[Node]:
    t = view.t
    if any(form.counting and form.revisions[-1].withheld for form in forms):
        return [h("p", None, t("The figures are shown once a second person has entered the same."))]
    whole = row.valid or sum(row.votes.values())
    order = sorted(
        (code for code in row.votes if code in contest.by_code),
        key=lambda code: (-row.votes[code], contest.by_code[code].ballot_order),
    )
    rows: list[Node] = []
    for code in order:
        votes = row.votes[code]
        rows += candidate_rows(contest, contest.by_code[code], votes, share(votes, whole, 2))
    return [result_table(contest, rows) if rows else None, h("p", None, *_sums(t, row))]


def _sums(t: Translator, row: ChildTotal) -> list[Node]:
    unstated = not_reported(t("not stated"))
    facts = (
        (t("Valid votes"), None if row.valid is None else number(row.valid)),
        (t("Rejected ballots"), None if row.rejected is None else number(row.rejected)),
        (t("Registered voters"), None if row.registered is None else number(row.registered)),
        (t("Turnout"), None if row.turnout_pct is None else percent(row.turnout_pct)),
    )
    out: list[Node] = []
    for label, value in facts:
        out += [h("br") if out else None, label, ": ", unstated if value is None else value]
    return out


def _sources(view: StationView, contest: ContestView, forms: list[PublicForm]) -> list[Node]:
    """Name every form of the station with its state, where more than the counting one is known."""
    if len(forms) < 2:
        return []
    t = view.t
    items = [
        h(
            "li",
            None,
            form_name(t, form.source),
            ": ",
            state_word(contest, form.revisions[-1].state),
            ", ",
            t("in the totals") if form.counting else t("beside the totals"),
        )
        for form in sorted(forms, key=lambda form: not form.counting)
    ]
    return [h("ul", None, *items)]
