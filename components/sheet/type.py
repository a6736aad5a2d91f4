"""The typefaces of result sheets: which one has a letter, how wide words are, where lines break.

Called by `components.sheet.layout`. Only the fonts of `assets/fonts`, so that a sheet is the same on every machine; what
none of them has is drawn as the sign for an unknown letter. Right-to-left words are set letter by letter, unjoined.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Any

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from components.raster import FONTS

TEXT, BOLD, HEAD = "MatokeoText", "MatokeoBold", "MatokeoHead"
_FILES = {
    TEXT: "NotoSans-Regular.ttf",
    BOLD: "NotoSans-Bold.ttf",
    HEAD: "NotoSerif-Bold.ttf",
    "MatokeoArabic": "NotoSansArabic-Regular.ttf",
    "MatokeoHebrew": "NotoSansHebrew-Regular.ttf",
    "MatokeoMath": "NotoSansMath-Regular.ttf",
    "MatokeoSymbols": "NotoSansSymbols2-Regular.ttf",
}
_UNKNOWN = "\ufffd"
# Marks that order letters on a screen; on paper they would be boxes.
_UNSEEN = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")

#: A piece of a line in one font.
Run = tuple[str, str]


@lru_cache(maxsize=1)
def fonts() -> dict[str, Any]:
    """Load and register the fonts, once."""
    made = {}
    for name, file in _FILES.items():
        font = TTFont(name, str(FONTS / file))
        pdfmetrics.registerFont(font)
        made[name] = font
    return made


@lru_cache(maxsize=4096)
def _face_of(letter: str, wanted: str) -> str | None:
    order = (wanted, TEXT, *(name for name in _FILES if name not in (wanted, TEXT, BOLD, HEAD)))
    return next((name for name in order if ord(letter) in fonts()[name].face.charToGlyph), None)


def runs(text: str, face: str) -> list[Run]:
    """Cut a line into pieces that one font each can set, in the order in which they are seen."""
    out: list[Run] = []
    for letter in _UNSEEN.sub("", text):
        found = _face_of(letter, face)
        name, sign = (face, _UNKNOWN) if found is None else (found, letter)
        if out and out[-1][0] == name:
            out[-1] = (name, out[-1][1] + sign)
        else:
            out.append((name, sign))
    return [(name, _seen(piece)) for name, piece in out]


def _seen(piece: str) -> str:
    """Letters that run right to left in the order of the eye."""
    if any(unicodedata.bidirectional(letter) in ("R", "AL") for letter in piece):
        return piece[::-1]
    return piece


@lru_cache(maxsize=16384)
def width(text: str, face: str, size: float) -> float:
    """Return how wide a line is."""
    return float(sum(pdfmetrics.stringWidth(piece, name, size) for name, piece in runs(text, face)))


def lines(text: str, face: str, size: float, room: float) -> list[str]:
    """Break a text into lines that fit; a word too long for a line is cut where the line ends."""
    out: list[str] = []
    line = ""
    for word in text.split():
        longer = f"{line} {word}" if line else word
        if width(longer, face, size) <= room:
            line = longer
            continue
        if line:
            out.append(line)
        line = word
        while width(line, face, size) > room and len(line) > 1:
            fits = _fitting(line, face, size, room)
            out.append(line[:fits])
            line = line[fits:]
    return [*out, line] if line or not out else out


def _fitting(word: str, face: str, size: float, room: float) -> int:
    fits = 1
    while fits < len(word) and width(word[: fits + 1], face, size) <= room:
        fits += 1
    return fits
