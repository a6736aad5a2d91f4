"""What a picture is made from, and the pieces that it is put together of."""

from __future__ import annotations

from dataclasses import dataclass

from components.graphics import Rows
from components.svg import Raw
from components.view import ContestView

NARROWEST, WIDEST, USUAL = 320, 1200, 800
#: From this width on, a drawing stands beside the rows and not under them.
BESIDE = 620
THEMES = ("light", "dark")


@dataclass(frozen=True)
class Picture:
    """One chart of a view to draw; `rows` are those that a kind of the registry asks for, `address` is the page's own."""

    view: ContestView
    chart: str
    theme: str = "light"
    width: int = USUAL
    rows: Rows = ()
    address: str = ""
    licence: str = ""

    @property
    def small(self) -> bool:
        """Whether it is drawn for a phone's width."""
        return self.width < 480


@dataclass(frozen=True)
class Spot:
    """Where a piece begins, and how wide it may be."""

    x: float
    y: float
    width: float

    def below(self, height: float) -> Spot:
        """Return the place so far under this one."""
        return Spot(self.x, self.y + height, self.width)

    def part(self, start: float, share: float) -> Spot:
        """Return a column: it begins at a share of the width and is a share of it wide."""
        return Spot(self.x + self.width * start, self.y, self.width * share)


@dataclass(frozen=True)
class Piece:
    """A drawn piece and how high it is."""

    raw: Raw
    height: float


NOTHING = Piece(Raw(""), 0.0)


def stacked(pieces: list[Piece]) -> Piece:
    """Join pieces that were drawn one under the other."""
    return Piece(Raw("".join(p.raw.text for p in pieces)), sum(p.height for p in pieces))
