"""Dots of areas, one each, with their size by votes and their colour by who leads: what scatter, triangle and turnout share.

Dots of one colour and one size are one path, so that some fifteen hundred of them stay a small picture. Names do not stand in
the picture: `Chart.dots` holds them for scripts, `Chart.rows` for everybody.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from components.counts import is_counted, progress_of
from components.format import UNKNOWN, clean, number, share
from components.graphics.chart import SMALL, Key, Rows
from components.graphics.draw import PAPER, dot_layer, dot_path
from components.svg import Raw
from components.view import LEVEL_WITHIN_PP, ContestView
from data.records import CandidateTotal, ChildTotal

#: Votes are told in so many sizes.
SIZES = 4
#: With so many dots a smaller scale is drawn.
MANY = 250
_WIDE, _SMALL = (4.0, 6.0, 8.5, 11.5), (3.0, 4.5, 6.0, 8.0)
_FEW = 1.5


@dataclass(frozen=True)
class Dot:
    """One area as a dot: where, what it is of, how many valid votes, who leads (`None`: level), what to say of it."""

    x: float
    y: float
    row: ChildTotal
    votes: int
    leader: str | None
    words: str


@dataclass(frozen=True)
class Scale:
    """The sizes of dots: diameters, and the votes from which each is used."""

    diameters: tuple[float, ...]
    bounds: tuple[int, ...]

    def size(self, votes: int) -> int:
        """Return the place of a size."""
        return sum(votes >= bound for bound in self.bounds[1:])


def finest_level(view: ContestView) -> str | None:
    """The finest level below the page that has published rows; `None` when that is the document's own children."""
    levels, here = list(view.index.levels), view.document.area.level
    if here not in levels or view.document.child_level in (None, "station"):
        return None
    start = levels.index(here)
    found = next(
        (
            levels[at]
            for at in range(len(levels) - 1, start, -1)
            if at - 1 <= start or view.publishes(levels[at - 1])
        ),
        None,
    )
    return None if found == view.document.child_level else found


def usable_rows(view: ContestView, rows: Rows) -> Rows:
    """Rows with votes of this race: the finest ones, or the page's own where those hold no votes."""
    given = rows or view.document.children
    if any(row.votes for row in given):
        return given
    return view.document.children


def valid_of(row: ChildTotal) -> int:
    """Valid votes of an area; 0 where no form says any."""
    return row.valid if row.valid is not None else sum(row.votes.values())


def part_of(row: ChildTotal, code: str) -> float:
    """A candidate's share of the valid votes of an area, one decimal."""
    return share(row.votes.get(code, 0), valid_of(row), 1) or 0.0


def led_by(row: ChildTotal) -> str | None:
    """Who leads in an area; `None` when level."""
    if row.leader is None or (row.margin_pp is not None and row.margin_pp < LEVEL_WITHIN_PP):
        return None
    return row.leader


def sayable(words: str) -> str:
    """Return words that can stand in a list of words divided by `|`."""
    return words.replace("|", "/").replace("\n", " ")


def scale_of(dots: Sequence[Dot], width: int) -> Scale:
    """Choose sizes: quarters of the largest number of votes, rounded so that they can be said."""
    most = max((dot.votes for dot in dots), default=0)
    step = _round_down(max(most // SIZES, 1))
    base = _SMALL if width <= SMALL else _WIDE
    factor = 1.0 if len(dots) > MANY else _FEW
    return Scale(tuple(d * factor for d in base), tuple(step * place for place in range(SIZES)))


def _round_down(value: int) -> int:
    power = int(10 ** (len(str(value)) - 1))
    return value // power * power


def ordered(dots: Sequence[Dot], scale: Scale) -> list[list[Dot]]:
    """Group dots as they are drawn: large ones first, so that small ones stay in sight; then by leader."""
    groups: dict[tuple[int, str], list[Dot]] = {}
    for dot in dots:
        groups.setdefault((-scale.size(dot.votes), dot.leader or ""), []).append(dot)
    return [groups[key] for key in sorted(groups)]


def drawn(
    view: ContestView,
    groups: Sequence[Sequence[Dot]],
    scale: Scale,
    place: Callable[[Dot], tuple[float, float]],
) -> list[Raw]:
    """Draw groups of dots: an edge below, the colour above; level ones are rings."""
    parts: list[Raw] = []
    for group in groups:
        width = scale.diameters[scale.size(group[0].votes)]
        path, leader = dot_path(place(dot) for dot in group), group[0].leader
        key = view.keys.get(leader) if leader else None
        edge = "var(--e)" if key else "var(--ink)"
        parts.append(dot_layer(path, party=key, stroke=edge, width=width + 1.2))
        inside = "var(--f)" if key else PAPER
        parts.append(dot_layer(path, party=key, stroke=inside, width=max(width - 0.6, 1.5)))
    return parts


def leader_counts(dots: Sequence[Dot]) -> dict[str | None, int]:
    """How many dots each leads in."""
    counts: dict[str | None, int] = {}
    for dot in dots:
        counts[dot.leader] = counts.get(dot.leader, 0) + 1
    return counts


def dot_legend(view: ContestView, dots: Sequence[Dot], scale: Scale) -> tuple[Key, ...]:
    """Name the colours by candidate with how many areas each leads in, and the sizes."""
    t, counts = view.t, leader_counts(dots)
    keys = [
        Key(
            t("{letter}: {name} leads in {n}", letter=view.letters[c.code], name=view.short[c.code], n=number(counts[c.code])),
            party=view.keys[c.code],
        )
        for c in view.ranked
        if counts.get(c.code)
    ]  # fmt: skip
    if counts.get(None):
        keys.append(Key(t("level in {n}", n=number(counts[None])), pattern="ring"))
    if len(scale.bounds) > 1 and scale.bounds[-1] > 1:
        values = {"low": number(scale.bounds[1]), "high": number(scale.bounds[-1])}
        keys.append(
            Key(t("size: valid votes, smallest below {low}, largest from {high}", **values), pattern="dot")
        )
    return tuple(keys)


def counted_cell(view: ContestView, row: ChildTotal) -> str:
    """How much of an area is counted, for a table."""
    return progress_of(row.stations).of_total(view.t)


def left_out(view: ContestView, rows: Rows, dots: Sequence[Dot]) -> str:
    """Say how many areas are no dot because nothing of them can be shown."""
    missing = sum(not is_counted(row) and not view.empty(row) for row in rows)
    other = len(rows) - len(dots) - missing
    sentences = []
    if missing:
        sentences.append(
            view.t.n(
                "{n} area has not reported and is not shown.",
                "{n} areas have not reported and are not shown.",
                missing,
            )
        )
    if other > 0 and missing + len(dots) < len(rows):
        sentences.append(
            view.t.n(
                "{n} area states no such figures and is not shown.",
                "{n} areas state no such figures and are not shown.",
                other,
            )
        )
    return " ".join(sentences)


def table_row(view: ContestView, row: ChildTotal, cells: Sequence[str]) -> tuple[str, ...]:
    """A row of a table of areas: name, cells (unknown where not reported), votes, leader, counted."""
    lead = led_by(row)
    if not is_counted(row):
        unknown = tuple(UNKNOWN for _ in cells)
        return (clean(row.name), *unknown, UNKNOWN, view.t("Not reported"), counted_cell(view, row))
    leader = view.name_of(lead) if lead else view.t("Level")
    return (clean(row.name), *cells, number(row.valid), leader, counted_cell(view, row))


def two_first(view: ContestView) -> tuple[CandidateTotal, CandidateTotal] | None:
    """The first two of a race that has votes; `None` where there are not two."""
    if view.races_page or not view.has_votes or len(view.ranked) < 2:
        return None
    return view.ranked[0], view.ranked[1]
