"""A map on which every area counts alike: one hexagon an area, near its place, coloured as the map is.

Cells come with the election's geometry (`data.geo.cartogram`); looks are `components.paint`'s, so this picture and the map agree.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from math import sqrt

import msgspec

from components.counts import is_counted
from components.format import clean, number, points
from components.graphics.chart import Chart, Key, Rows
from components.graphics.draw import INK, PAPER, RULE_2, picture, void_pattern, with_counted
from components.i18n import level_count, level_title
from components.paint import area_paint, leader_keys, leading
from components.svg import Raw, el, join
from components.view import ContestView
from data.records import ChildTotal

#: More hexagons than this are too small for a letter on a phone.
MOST_CELLS = 400
_HIGHEST = 660
_PAD = 4
_LETTER_FROM = 9.0
_CORNERS = ((0.0, -1.0), (0.866, -0.5), (0.866, 0.5), (0.0, 1.0), (-0.866, 0.5), (-0.866, -0.5))
#: The cells across each side, side n being from corner n to corner n + 1.
_ACROSS = ((1, -1), (1, 0), (0, 1), (-1, 1), (-1, 0), (0, -1))


@dataclass(frozen=True)
class Board:
    """Where hexagons lie: size (middle to corner) and the shift of the first."""

    size: float
    left: float
    top: float
    height: int

    def middle(self, cell: tuple[int, int]) -> tuple[float, float]:
        """The middle of a cell."""
        column, row = cell
        return self.left + sqrt(3) * self.size * (column + row / 2), self.top + 1.5 * self.size * row

    def corners(self, cell: tuple[int, int], part: float = 1.0) -> list[tuple[float, float]]:
        """The corners of a cell, from the top clockwise."""
        x, y = self.middle(cell)
        return [(x + self.size * part * dx, y + self.size * part * dy) for dx, dy in _CORNERS]


def cartogram_level(view: ContestView) -> str | None:
    """The level whose areas get a hexagon: that of the races, else the finest with few enough areas in the country."""
    levels = view.index.levels
    laid = [level for level in levels if 1 < len(view.cells.get(level, ())) <= MOST_CELLS]
    below = [level for level in laid if levels.index(level) > levels.index(view.document.area.level)]
    if view.races_page:
        return view.document.contest_level if view.document.contest_level in below else None
    return below[-1] if below else None


def cartogram_fits(view: ContestView) -> bool:
    """Whether a level below this area has cells."""
    return cartogram_level(view) is not None


def cartogram(view: ContestView, rows: Rows, width: int) -> Chart | None:
    """Draw a hexagon an area; absent where the geography has no cells, or fewer than two areas here."""
    level = cartogram_level(view)
    if level is None:
        return None
    cells = {row.code: view.cells[level][row.code] for row in rows if row.code in view.cells[level]}
    if len(cells) < 2:
        return None
    view = replace(
        view,
        measure="leader",
        document=msgspec.structs.replace(view.document, children=rows, child_level=level),
    )
    placed = {code: (int(cell[0]), int(cell[1])) for code, cell in cells.items()}
    group = {placed[code]: int(cell[2]) for code, cell in cells.items()}
    board = _board(list(group), width)
    sentence = _sentence(view, rows, level)
    parts = [
        el("defs", void_pattern(f"cg-v{width}"), _hatch(f"cg-h{width}")),
        *_hexagons(view, board, placed, width),
        _borders(board, group),
    ]
    return Chart(
        svg=picture(width, board.height, parts, sentence),
        sentence=sentence,
        width=width,
        height=board.height,
        head=(level_title(view.t, level), view.t("Leader, points"), view.t("Stations")),
        rows=tuple(_row(view, row) for row in sorted(rows, key=lambda row: row.name)),
        legend=_legend(view),
        note=_note(view, rows, placed, level),
    )


def _board(cells: list[tuple[int, int]], width: int) -> Board:
    across = [column + row / 2 for column, row in cells]
    down = [row for _, row in cells]
    wide = sqrt(3) * (max(across) - min(across) + 1)
    high = 1.5 * (max(down) - min(down)) + 2
    size = min((width - 2 * _PAD) / wide, (_HIGHEST - 2 * _PAD) / high, 34.0)
    left = (width - wide * size) / 2 + sqrt(3) * size * (0.5 - min(across))
    return Board(size, left, _PAD + size * (1 - 1.5 * min(down)), round(high * size + 2 * _PAD))


def _hatch(name: str) -> Raw:
    """Stripes of paper: a share that is not counted yet."""
    return el(
        "pattern",
        el("rect", width=2.6, height=6, fill=PAPER),
        id=name,
        width=6,
        height=6,
        patternUnits="userSpaceOnUse",
        patternTransform="rotate(45)",
    )


def _hexagons(view: ContestView, board: Board, placed: dict[str, tuple[int, int]], width: int) -> list[Raw]:
    parts, letters = [], []
    for row in view.document.children:
        if row.code not in placed:
            continue
        paint, lead = area_paint(view, row), leading(view, row)
        path = _outline(board.corners(placed[row.code], 0.97))
        title = el("title", paint.text)
        if paint.void:
            parts.append(
                el("path", title, d=path, fill=f"url(#cg-v{width})", stroke=RULE_2, stroke_width=0.5)
            )
            continue
        if paint.key:
            parts.append(el("path", title, class_=f"p-{paint.key}", d=path, fill=f"var(--m{paint.step})"))
        else:
            parts.append(el("path", title, d=path, fill=paint.fill))
        if paint.hatch:
            parts.append(el("path", d=path, fill=f"url(#cg-h{width})"))
        word = (lead.letter if lead else "=")[:2]
        if board.size >= _LETTER_FROM + 3 * (len(word) - 1):
            x, y = board.middle(placed[row.code])
            fill = INK if paint.hatch else f"var(--lab-{paint.step or 1})"
            letters.append(el("text", word, x=x, y=y + 4, text_anchor="middle", font_weight=600, fill=fill))
    return [*parts, el("g", join(letters), aria_hidden="true")]


def _outline(corners: list[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in corners) + "z"


def _borders(board: Board, group: dict[tuple[int, int], int]) -> Raw:
    """Lines between areas of different parents."""
    lines = []
    for cell, own in group.items():
        corners = board.corners(cell)
        for side, (dq, dr) in enumerate(_ACROSS[1:4], start=1):
            other = group.get((cell[0] + dq, cell[1] + dr))
            if other is not None and other != own:
                (x1, y1), (x2, y2) = corners[side], corners[(side + 1) % 6]
                lines.append(f"M{x1:.1f} {y1:.1f}L{x2:.1f} {y2:.1f}")
    return el("path", d="".join(lines), fill="none", stroke=INK, stroke_width=1.6, stroke_linecap="round")


def _sentence(view: ContestView, rows: Rows, level: str) -> str:
    t = view.t
    leads = Counter(lead.key for row in rows if is_counted(row) and (lead := leading(view, row)))
    names = {key: lead.name if view.by_code else lead.letter for key, lead in leader_keys(view).items()}
    told = ", ".join(
        t("{name} in {n}", name=names[key], n=number(count)) for key, count in leads.most_common(4)
    )
    missing = sum(1 for row in rows if not is_counted(row) and not view.empty(row))
    if not told:
        return with_counted(
            view, t("{areas} on the cartogram, none has reported", areas=level_count(t, level, len(rows)))
        )
    words = t("{areas}. Leading: {names}", areas=level_count(t, level, len(rows)), names=told)
    if missing:
        words += ". " + t("{areas} not reported", areas=level_count(t, level, missing))
    return with_counted(view, words)


def _row(view: ContestView, row: ChildTotal) -> tuple[str, ...]:
    t, lead = view.t, leading(view, row)
    counted = f"{number(row.stations.counted)}/{number(row.stations.total)}"
    if not is_counted(row):
        return clean(row.name), t("not reported"), counted
    if lead is None:
        return clean(row.name), t("Level"), counted
    margin = row.margin_pp
    race = view.race_by_area.get(row.code)
    margin = race.margin_pp if race is not None and margin is None else margin
    return clean(row.name), f"{lead.name} +{points(margin)}" if margin is not None else lead.name, counted


def _legend(view: ContestView) -> tuple[Key, ...]:
    found = [
        Key(f"{lead.letter} {lead.name}" if view.by_code else lead.letter, party=lead.key, pattern="solid")
        for lead in list(leader_keys(view).values())[:12]
    ]
    return (*found, Key(view.t("not reported"), pattern="void"))


def _note(view: ContestView, rows: Rows, placed: dict[str, tuple[int, int]], level: str) -> str:
    t = view.t
    words = t("Every hexagon is one area, whatever its size; heavy lines are the borders of the level above.")
    words += " " + t("A stronger colour is a larger lead; stripes: fewer than a quarter of stations counted.")
    missing = [clean(row.name) for row in rows if row.code not in placed]
    if missing:
        words += " " + t("Without a place on the map: {names}.", names=", ".join(missing[:6]))
    return words
