"""What a chart is: its picture, the sentence that says the same, the rows behind it, its legend.

Used by every module of `components.graphics`, by embeds, the page of charts and pictures.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from components.svg import Raw
from components.view import ContestView
from data.records import ChildTotal

Rows: TypeAlias = tuple[ChildTotal, ...]

#: Widths that charts are drawn for: desks and frames, and phones.
WIDE, SMALL = 600, 340


@dataclass(frozen=True)
class Key:
    """One entry of a legend: a swatch and its words.

    `party` is the colour key of a `p-<key>` class. `pattern` is one of `solid`, `ring`, `dot`, `void`, `dashes`,
    `outline`.
    """

    words: str
    party: str | None = None
    pattern: str | None = None


@dataclass(frozen=True)
class Chart:
    """One drawn chart.

    `svg` has a `viewBox` of `width` x `height`, `role="img"` and `sentence` as its label. `head` and `rows` are the same figures
    as a table, words and numbers as readers see them; missing is "not reported" there, never 0. `dots` says what each dot of a
    scatter is, in the order in which they are drawn.
    """

    svg: Raw
    sentence: str
    width: int
    height: int
    head: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    legend: tuple[Key, ...] = ()
    note: str = ""
    dots: tuple[str, ...] = ()


def _always(_view: ContestView) -> bool:
    return True


@dataclass(frozen=True)
class ChartKind:
    """A kind of chart that readers can choose.

    `title` is a message id. `level`: the level whose rows `draw` needs for a view, `None` when the document is enough.
    `draw` gets the view, those rows and the width to draw for (600, or 340 for phones); it returns `None` where the
    document has nothing of the kind to show. `fits` says so before any rows are read, as far as the document tells.
    """

    code: str
    title: str
    level: Callable[[ContestView], str | None]
    draw: Callable[[ContestView, Rows, int], Chart | None]
    fits: Callable[[ContestView], bool] = _always
