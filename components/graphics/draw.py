"""The few shapes that all charts of `components.graphics` share: the picture's frame, text that fits, patterns, dots.

All looks are attributes with the names of `tokens.css` and `--f`, `--e` of `p-<key>` classes on the shape itself, so that a
drawing is the same on the site, in embeds and in pictures. Must not know what is drawn.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from components.counts import progress_of
from components.svg import Raw, el, num
from components.view import ContestView

SIZE = 12
INK, INK_2, INK_3 = "var(--ink)", "var(--ink-2)", "var(--ink-3)"
RULE, RULE_2, PAPER, GROUND = "var(--rule)", "var(--rule-2)", "var(--paper)", "var(--ground)"
#: Mean width of a letter in parts of the size, on the wide side: text that is cut too early is better than text that is cut off.
_LETTER = 0.57


def picture(width: int, height: int, parts: Sequence[Raw], label: str) -> Raw:
    """Put the parts of a chart into its picture, with the sentence that a reader of screens hears."""
    return el(
        "svg",
        *parts,
        class_="gfx",
        viewBox=f"0 0 {width} {height}",
        width="100%",
        role="img",
        aria_label=label,
        font_size=SIZE,
    )


def label(
    x: float, y: float, words: str, *, anchor: str | None = None, strong: bool = False, halo: bool = False
) -> Raw:
    """Write words: quiet, or in ink and bold; `halo` keeps them legible over lines and dots."""
    return el(
        "text",
        words,
        x=x,
        y=y,
        fill=INK if strong else INK_2,
        font_weight=600 if strong else None,
        text_anchor=anchor,
        stroke=PAPER if halo else None,
        stroke_width=4 if halo else None,
        stroke_linejoin="round" if halo else None,
        paint_order="stroke" if halo else None,
    )


def wide_of(words: str, size: float = SIZE) -> float:
    """Estimate how wide words are."""
    return len(words) * size * _LETTER


def fitted(words: str, width: float, size: float = SIZE) -> str:
    """Shorten words that would be wider than `width`; what is isolated stays isolated."""
    if wide_of(words, size) <= width:
        return words
    keep = max(int(width / (size * _LETTER)) - 1, 1)
    isolated = words.startswith("\u2068")
    cut = words.strip("\u2068\u2069")[:keep].rstrip() + "…"
    return f"\u2068{cut}\u2069" if isolated else cut


def rule(points: tuple[float, float, float, float], *, stroke: str = RULE, dash: str | None = None) -> Raw:
    """Draw a straight line from x1, y1 to x2, y2."""
    x1, y1, x2, y2 = points
    return el("line", x1=x1, y1=y1, x2=x2, y2=y2, stroke=stroke, stroke_dasharray=dash)


def bar(box: tuple[float, float, float, float], *, party: str | None, fill: str, stroke: str) -> Raw:
    """Draw a bar at x, y, width, height; a bar of something is never thinner than can be seen."""
    x, y, width, height = box
    return el(
        "rect",
        class_=f"p-{party}" if party else None,
        x=round(x, 1),
        y=round(y, 1),
        width=round(max(width, 1.5), 1),
        height=round(height, 1),
        fill=fill,
        stroke=stroke,
        stroke_width=1.5,
    )


def void_pattern(name: str) -> Raw:
    """Dots: nothing reported."""
    return el(
        "pattern",
        el("rect", width=6, height=6, fill="var(--void)"),
        el("circle", cx=3, cy=3, r=0.9, fill="var(--void-dot)"),
        id=name,
        width=6,
        height=6,
        patternUnits="userSpaceOnUse",
    )


def dashes_pattern(name: str) -> Raw:
    """Upright dashes: an estimate."""
    return el(
        "pattern",
        el("rect", width=6, height=6, fill=PAPER),
        el("rect", width=3, height=6, fill="var(--void-dot)"),
        id=name,
        width=6,
        height=6,
        patternUnits="userSpaceOnUse",
    )


def dot_path(places: Iterable[tuple[float, float]]) -> str:
    """Write dots as one path of points without length; round caps make circles of them."""
    return "".join(f"M{num(x)} {num(y)}h0" for x, y in places)


def dot_layer(path: str, *, party: str | None, stroke: str, width: float) -> Raw:
    """Draw the dots of a path in one colour and one size (their diameter)."""
    return el(
        "path",
        class_=f"p-{party}" if party else None,
        d=path,
        fill="none",
        stroke=stroke,
        stroke_width=round(width, 1),
        stroke_linecap="round",
    )


def counted_words(view: ContestView) -> str:
    """Say how much of the area is counted."""
    return progress_of(view.document.stations).words(view.t)


def with_counted(view: ContestView, sentence: str) -> str:
    """End a sentence with how much is counted: no chart is said without it."""
    return view.t(
        "{sentence}. {counted}.",
        sentence=_begun(sentence.rstrip(".")),
        counted=_begun(counted_words(view)),
    )


def _begun(sentence: str) -> str:
    """Begin a sentence with a capital; a name keeps its own letters."""
    return sentence[:1].upper() + sentence[1:]
