"""What each chart of an embed shows: its headline and its inside, or in words why these figures cannot show it."""

from __future__ import annotations

import re
from collections.abc import Callable

from dash.development.base_component import Component

from components.contest.map_part import measure_title, measures_offered
from components.contest.words import headline, race_title
from components.embed.kinds import Drawn, Embed
from components.embed.place import key, picture, turnout_body
from components.embed.race import counted, race_rows
from components.embed.races import board, seats_list
from components.embed.tables import areas_fold, areas_table, fold, races_table, table, turnout_table
from components.format import clean
from components.graphics import Chart
from components.markup import Node, h
from components.shell import contest_title
from components.svg import Raw
from components.turnout import turnout_headline
from components.view import ContestView

_IDS = re.compile(r'(\bid="|url\(#|\bhref="#)')
_WIDE, _NARROW = 600, 340


def draw(embed: Embed) -> Drawn:
    """Draw the chart that is asked for."""
    kind = embed.kind
    if kind is not None:
        return _registered(embed)
    return _OWN[embed.chart](embed)


def titled(view: ContestView, text: str) -> str:
    """Put the contest before a sentence that does not name it: an embed stands alone."""
    title = contest_title(view.t, view.document.contest_title or view.document.contest)
    if title in text:
        return text
    return f"{title} · {text}" if view.document.area.path else f"{title}: {text}"


def _headline(view: ContestView) -> str:
    return titled(view, headline(view, with_missing=False))


def cannot(view: ContestView, why: str) -> list[Node]:
    """Say why a chart is not there; the figures stand in the headline and on the page that the footer opens."""
    words = view.t("The full page has what there is: open it below.")
    return [h("div", "why", h("p", None, h("b", None, why), h("br"), words)), counted(view)]


def _bars(embed: Embed) -> Drawn:
    view = embed.view
    if view.races_page:
        return _races(embed)
    drawn = picture(view)
    wanted = _measure_missing(embed)
    side = h("div", None, *race_rows(view), counted(view), wanted)
    if drawn is None:
        return Drawn(_headline(view), (h("div", "in", side),))
    return Drawn(
        _headline(view),
        (
            h("div", "in two", side, drawn, key(view, half=view.has_votes and len(view.ranked) > 1)),
            areas_fold(view, areas_table),
        ),
    )


def _map(embed: Embed) -> Drawn:
    view = embed.view
    drawn = picture(view)
    if drawn is None:
        where = clean(view.document.area.name)
        why = view.t("There is no map below {area}: its parts have no borders here.", area=where)
        return Drawn(_headline(view), (*cannot(view, why), areas_fold(view, areas_table)))
    turnout = view.shown_measure == "turnout"
    head = turnout_headline(view) if turnout else headline(view, with_missing=False)
    return Drawn(
        titled(view, head),
        (
            h("h2", None, measure_title(view)),
            _measure_missing(embed),
            h("div", "in", key(view), drawn, counted(view)),
            areas_fold(view, turnout_table if turnout else _table_of(view)),
        ),
        "map",
    )


def _measure_missing(embed: Embed) -> Component | None:
    """Say that the measure of the address is not in these figures, where another one is shown instead."""
    view, asked = embed.view, embed.asked
    if asked == "leader" or asked in {name for name, _ in measures_offered(view)}:
        return None
    return h(
        "p", "cap", view.t("These figures do not hold what the map was asked for ({measure}).", measure=asked)
    )


def _table_of(view: ContestView) -> Callable[[ContestView], Node]:
    return races_table if view.races_page else areas_table


def _table(embed: Embed) -> Drawn:
    view = embed.view
    if not view.document.children and not view.document.races:
        why = view.t("These figures have no parts to list.")
        return Drawn(_headline(view), tuple(cannot(view, why)))
    return Drawn(_headline(view), (counted(view), h("div", "more", _table_of(view)(view))))


def _seats(embed: Embed) -> Drawn:
    view = embed.view
    if not view.races_page:
        return Drawn(_headline(view), tuple(cannot(view, _one_race(view))))
    return Drawn(_headline(view), (*seats_list(view), counted(view)))


def _races(embed: Embed) -> Drawn:
    view = embed.view
    if not view.races_page:
        return Drawn(_headline(view), tuple(cannot(view, _one_race(view))))
    words = view.t("All races")
    rows = fold(words, races_table(view)) if view.document.races else None
    return Drawn(_headline(view), (*board(view), h("div", "more", counted(view)), rows))


def _one_race(view: ContestView) -> str:
    return view.t("{title} is one race: there are no seats or races to compare.", title=race_title(view))


def _turnout(embed: Embed) -> Drawn:
    view = embed.view
    said = h("div", None, *turnout_body(view), counted(view))
    stated = any(child.turnout_pct is not None for child in view.document.children)
    drawn = picture(view) if stated else None
    rows = areas_fold(view, turnout_table)
    if drawn is None:
        return Drawn(titled(view, turnout_headline(view)), (h("div", "in", said), rows))
    return Drawn(titled(view, turnout_headline(view)), (h("div", "in two", said, drawn, key(view)), rows))


def _ticker(embed: Embed) -> Drawn:
    return Drawn(titled(embed.view, headline(embed.view)), (), "tick")


_OWN: dict[str, Callable[[Embed], Drawn]] = {
    "bars": _bars,
    "map": _map,
    "table": _table,
    "seats": _seats,
    "turnout": _turnout,
    "ticker": _ticker,
    "races": _races,
}


def _registered(embed: Embed) -> Drawn:
    """Draw a kind of the registry for both widths; the style shows the one that fits."""
    view, kind = embed.view, embed.kind
    if kind is None:
        raise KeyError(embed.chart)
    title = f"{race_title(view)}: {view.t(kind.title)}"
    wide = kind.draw(view, embed.rows, _WIDE)
    narrow = kind.draw(view, embed.rows, _NARROW)
    if wide is None or narrow is None:
        why = view.t("These figures have nothing of this kind to show yet.")
        return Drawn(title, tuple(cannot(view, why)))
    body: list[Node] = [
        h("div", "draw d6", wide.svg),
        h("div", "draw d3", _own_ids(narrow.svg, "n")),
        _legend(wide),
        h("p", "say", wide.sentence),
        h("p", "cap", wide.note) if wide.note else None,
        _rows(view, wide),
        h("div", "more", counted(view)),
    ]
    return Drawn(title, tuple(body), "kind")


def _own_ids(svg: Raw, suffix: str) -> Raw:
    """Give the second drawing of a page ids of its own."""
    return Raw(_IDS.sub(lambda found: found.group(0) + f"{suffix}-", svg.text))


def _legend(chart: Chart) -> Component | None:
    if not chart.legend:
        return None
    entries = [
        h("span", f"p-{one.party}" if one.party else None, h("i", one.pattern or "solid"), one.words)
        for one in chart.legend
    ]
    return h("div", "key k", *entries)


def _rows(view: ContestView, chart: Chart) -> Component | None:
    if not chart.rows:
        return None
    heads: list[tuple[Node, str | None]] = [
        (word, None if place == 0 else "n") for place, word in enumerate(chart.head)
    ]
    rows = []
    for row in chart.rows:
        first, *others = row
        rows.append(
            h("tr", None, h("th", None, first, scope="row"), *[h("td", "n", cell) for cell in others])
        )
    return fold(view.t("The figures as a table"), table(chart.sentence, heads, rows))
