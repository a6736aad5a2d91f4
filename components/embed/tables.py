"""The tables of an embed: areas, turnout by area, races; real tables, not reported last and in words, never 0."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from dash.development.base_component import Component

from components.contest.progress import STATE_WORDS, small_meter
from components.contest.table import sorted_children
from components.counts import is_counted, progress_of
from components.format import clean, number, percent, points
from components.i18n import level_count, level_title
from components.markup import Node, h
from components.paint import leading, nothing_here
from components.svg import Raw, el
from components.theme import entrant_key
from components.view import ContestView
from data.records import ChildTotal, RaceLine

#: Longer tables would break the budget of bytes; the full page has the rest.
MOST_ROWS = 300
_SCROLLS = 14
_SHARES = 2


def fold(words: str, *inside: Node) -> Component:
    """Draw something that opens without script."""
    return h("details", None, h("summary", None, words), *inside)


def table(label: str, heads: Sequence[tuple[Node, str | None]], rows: Sequence[Component]) -> Node:
    """Draw a table; a long one rolls in a box that the keyboard reaches."""
    cells = [h("th", cls, word, scope="col") for word, cls in heads]
    made = h(
        "table",
        None,
        h("caption", "vh", label),
        h("thead", None, h("tr", None, *cells)),
        h("tbody", None, *rows),
    )
    if len(rows) <= _SCROLLS:
        return made
    # Dash's Div has no tabindex in this spelling of a number: it is written as text.
    return h("div", "scroll", made, role="region", aria_label=label, tabIndex="0")


def areas_fold(view: ContestView, make: Callable[[ContestView], Node]) -> Component | None:
    """Draw the table of the sub-areas, folded; absent where there are none."""
    document = view.document
    if not document.children or document.child_level is None:
        return None
    areas = level_count(view.t, document.child_level, len(document.children))
    return fold(view.t("All {areas}", areas=areas), make(view))


def areas_table(view: ContestView) -> Node:
    """Draw who leads where and how much of it is counted."""
    t, document = view.t, view.document
    level = level_title(t, document.child_level or "")
    above = view.children_above_races
    heads: list[tuple[Node, str | None]] = [(level, None)]
    if not above:
        heads.append((t("Leader, lead in points"), None))
        heads += [(view.short[c.code], "n m") for c in view.ranked[:_SHARES]]
        heads.append((t("Valid votes"), "n m"))
    heads.append((t("State of form") if view.stations_below else _counted_head(view), "n m2"))
    when = view.clock.full(document.as_of or document.published_at)
    label = t("Results by area ({level}), as of {time}", level=level, time=when)
    children = sorted_children(view)[:MOST_ROWS]
    return [table(label, heads, [_area(view, child) for child in children]), _cut(view)]


def _cut(view: ContestView) -> Component | None:
    more = len(view.document.children) - MOST_ROWS
    return None if more <= 0 else more_words(view, more)


def more_words(view: ContestView, more: int) -> Component:
    """Say that a list goes on on the full page."""
    return h("p", "cap more", view.t.n("{n} more on the full page.", "{n} more on the full page.", more))


def _area(view: ContestView, child: ChildTotal) -> Component:
    cells: list[Node] = [h("th", None, clean(child.name), scope="row")]
    counted = is_counted(child)
    if not view.children_above_races:
        cells += [_lead(view, child), *_figures(view, child)] if counted else _none(view, child)
    last = _state(view, child) if view.stations_below else _stations(view, child)
    return h("tr", None, *cells, h("td", "n m2", last))


def _lead(view: ContestView, child: ChildTotal) -> Component:
    lead = leading(view, child)
    if lead is None:
        return h("td", None, view.t("Level"))
    pp = f" +{points(child.margin_pp)}" if child.margin_pp is not None else ""
    return h("td", f"p-{lead.key}", h("i", "sw"), h("b", None, lead.name), pp)


def _figures(view: ContestView, child: ChildTotal) -> list[Node]:
    shares = [h("td", "n m", percent(view.child_share(child, c.code))) for c in view.ranked[:_SHARES]]
    return [*shares, h("td", "n m", number(child.valid))]


def _none(view: ContestView, child: ChildTotal) -> list[Node]:
    words = nothing_here(view, child)
    if child.state is not None:
        words = view.t("held out") if child.state == "disputed" else view.t("not counted yet")
    dashes = [h("td", "n m", "–") for _ in range(len(view.ranked[:_SHARES]) + 1)]
    return [h("td", None, h("span", "nil", words)), *dashes]


def _state(view: ContestView, child: ChildTotal) -> str:
    word = STATE_WORDS.get(child.state or "")
    return view.t(word) if word else view.t("Not reported")


def _counted_head(view: ContestView) -> Node:
    return [h("span", "w", view.t("Stations counted")), h("span", "p", view.t("Stations"))]


def _stations(view: ContestView, child: ChildTotal | RaceLine) -> Node:
    """Write how much is counted: in numbers, on narrow frames as a part where the whole is known."""
    progress = progress_of(child.stations)
    numbers = progress.of_total(view.t)
    if progress.total is None:
        return numbers
    return [h("span", "w", numbers, " ", small_meter(child.stations)), h("span", "p", progress.percent())]


def turnout_table(view: ContestView) -> Node:
    """Draw the turnout by area, with how much of each is counted."""
    t = view.t
    level = level_title(t, view.document.child_level or "")
    heads: list[tuple[Node, str | None]] = [
        (level, None),
        (t("Turnout"), "n"),
        (t("Votes cast"), "n m"),
        (_counted_head(view), "n m2"),
    ]
    ordered = sorted(
        view.document.children, key=lambda c: (c.turnout_pct is None, -(c.turnout_pct or 0.0), c.name)
    )
    rows = [_turnout(view, child) for child in ordered[:MOST_ROWS]]
    return [table(t("Turnout by area ({level})", level=level), heads, rows), _cut(view)]


def _turnout(view: ContestView, child: ChildTotal) -> Component:
    t = view.t
    if not is_counted(child):
        value: Node = h("span", "nil", nothing_here(view, child))
    elif child.turnout_pct is None:
        value = h("span", "nil", t("not stated"))
    else:
        value = percent(child.turnout_pct)
    return h(
        "tr",
        None,
        h("th", None, clean(child.name), scope="row"),
        h("td", "n", value),
        h("td", "n m", number(child.cast)),
        h("td", "n m2", *_stations(view, child)),  # type: ignore[misc]
    )


def races_table(view: ContestView) -> Node:
    """Draw every race of a contest seen from above, in the order of the register, not reported last."""
    t, races = view.t, view.document.races
    if not races:
        return areas_table(view)
    heads: list[tuple[Node, str | None]] = [
        (level_title(t, races[0].area.level), None),
        (t("Leader, lead in points"), None),
        (t("Second"), "m"),
        (_counted_head(view), "n m2"),
    ]
    ordered = sorted(races, key=lambda race: not is_counted(race))[:MOST_ROWS]
    label = t("Races of this contest: who leads and how much is counted")
    more = len(races) - MOST_ROWS
    return [
        table(label, heads, [_race(view, race) for race in ordered]),
        more_words(view, more) if more > 0 else None,
    ]


def _race(view: ContestView, race: RaceLine) -> Component:
    t = view.t
    name = h("th", None, clean(race.area.name), scope="row")
    stations = h("td", "n m2", *_stations(view, race))  # type: ignore[misc]
    if not is_counted(race):
        return h(
            "tr", None, name, h("td", None, h("span", "nil", t("Not reported"))), h("td", "m", "–"), stations
        )
    if race.leader is None:
        return h("tr", None, name, h("td", None, t("Level")), h("td", "m", "–"), stations)
    second = clean(race.second_name or race.second) if race.second else "–"
    lead = h("td", f"p-{entrant_key(race.party, race.leader)}", *leader_words(view, race))
    return h("tr", None, name, lead, h("td", "m", second), stations)


def leader_words(view: ContestView, race: RaceLine, *, margin: bool = True) -> list[Node]:
    """Write who leads a race: swatch, name, party, lead."""
    party = clean(race.party.abbreviation or race.party.name) if race.party else view.t("Independent")
    pp = f" +{points(race.margin_pp)}" if margin and race.margin_pp is not None else ""
    name = clean(race.leader_name or race.leader or "")
    return [h("i", "sw"), h("b", None, h("bdi", None, name)), f" {party}{pp}"]


def void_swatch() -> Raw:
    """Draw the swatch of what is not reported."""
    return el("i", class_="sw k-void")
