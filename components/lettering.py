"""How wide words are in the fonts of `assets/fonts`: measures, wraps and shortens them before they are drawn.

Called by everything that is drawn as a picture, where no browser breaks lines. Measured with the very fonts that
`components.raster` draws with. Must not draw.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from PIL import ImageFont

from components.raster import FONTS

#: Faces by the name that callers use.
FACES = {"text": "NotoSans-Regular.ttf", "bold": "NotoSans-Bold.ttf", "head": "NotoSerif-Bold.ttf"}
ELLIPSIS = "…"
_EM = 200  # measured large and scaled down, so that no rounding to pixels is in it
_RUNS = re.compile(
    "(?P<NotoSansArabic>[\u0600-\u06ff\u0750-\u077f]+)|(?P<NotoSansHebrew>[\u0590-\u05ff\ufb1d-\ufb4f]+)"
    "|(?P<NotoSansMath>[\u2190-\u2199\u2212\u2215\u221e\u2248-\u2265\u27f3]+)|(?P<NotoSansSymbols2>[\u25a0-\u2718]+)"
    "|(?P<own>[^\u0590-\u06ff\u0750-\u077f\ufb1d-\ufb4f\u2190-\u2718\u27f3]+)|(?P<other>.)",
    re.DOTALL,
)
_SPARE = 1.0  # an unknown script is taken to be as wide as it is high


@lru_cache(maxsize=16)
def _font(file: str) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(FONTS / file), _EM)


@lru_cache(maxsize=8192)
def _ems(text: str, face: str) -> float:
    total = 0.0
    for run in _RUNS.finditer(text):
        kind = run.lastgroup or "other"
        if kind == "other":
            total += _SPARE
        else:
            file = FACES[face] if kind == "own" else f"{kind}-Regular.ttf"
            total += _font(file).getlength(run.group()) / _EM
    return total


def text_width(text: str, size: float, face: str = "text") -> float:
    """Return the width of one line of `text` at a font size; `face` is `text`, `bold` or `head`."""
    return _ems(text, face) * size


def shortened(text: str, room: float, size: float, face: str = "text") -> str:
    """Cut `text` with an ellipsis so that it fits into `room`."""
    if text_width(text, size, face) <= room:
        return text
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        fits = text_width(_cut(text, middle), size, face) <= room
        low, high = (middle, high) if fits else (low, middle - 1)
    return _cut(text, low)


def _cut(text: str, length: int) -> str:
    """The first letters and an ellipsis; an isolate that was opened is closed again."""
    kept = text[:length].rstrip(" ,;:·–")
    closing = "\u2069" if kept.count("\u2068") > kept.count("\u2069") else ""
    return f"{kept}{ELLIPSIS}{closing}"


def wrapped(text: str, room: float, size: float, face: str = "text") -> list[str]:
    """Break `text` into lines that fit into `room`; a single word that does not fit is shortened."""
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and text_width(longer, size, face) <= room:
            lines[-1] = longer
        else:
            lines.append(word)
    return [shortened(line, room, size, face) for line in lines]


def fitted(
    text: str, room: float, sizes: Sequence[float], *, lines: int = 1, face: str = "text"
) -> tuple[float, list[str]]:
    """Return the largest of `sizes` (largest first) at which `text` fits into so many lines, and the lines.

    Where none is small enough, the last line ends with an ellipsis.
    """
    for size in sizes:
        broken = wrapped(text, room, size, face)
        whole = " ".join(text.split()) == " ".join(broken)
        if len(broken) <= lines and whole:
            return size, balanced(text, room, size, len(broken), face)
    size = sizes[-1]
    broken = wrapped(text, room, size, face)
    if len(broken) > lines:
        broken = [*broken[: lines - 1], shortened(" ".join(broken[lines - 1 :]), room, size, face)]
    return size, broken


def balanced(text: str, room: float, size: float, lines: int, face: str) -> list[str]:
    """Break `text` into as many lines as it needs in `room`, all about as wide as each other."""
    best = wrapped(text, room, size, face)
    if lines < 2:
        return best
    low, high = room / 2, room
    for _ in range(7):
        middle = (low + high) / 2
        tried = wrapped(text, middle, size, face)
        whole = " ".join(tried) == " ".join(best)
        low, high = (low, middle) if len(tried) <= lines and whole else (middle, high)
        best = tried if len(tried) <= lines and whole else best
    return best
