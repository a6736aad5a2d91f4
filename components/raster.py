"""Draws a finished SVG as PNG with the fonts of `assets/fonts`, without a browser engine.

Called for share cards, pictures and sheets, beside the event loop. The same text gives the same bytes on every machine:
the fonts of the system are not used. It reads no other file, so markup that would load one is refused. Must not know
what is drawn.
"""

from __future__ import annotations

import re
from pathlib import Path

import resvg_py

FONTS = Path(__file__).resolve().parent.parent / "assets" / "fonts"
#: In the order in which they stand in for each other where one lacks a letter.
FILES = (
    "NotoSans-Regular.ttf",
    "NotoSans-Bold.ttf",
    "NotoSerif-Bold.ttf",
    "NotoSansArabic-Regular.ttf",
    "NotoSansHebrew-Regular.ttf",
    "NotoSansMath-Regular.ttf",
    "NotoSansSymbols2-Regular.ttf",
)
SANS, SERIF = "Noto Sans", "Noto Serif"
WIDEST = 4096
# XML has no way to write these, not even escaped: one in a name would make the whole picture unreadable.
_UNWRITABLE = re.compile("[^\t\n\r\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# Text has no bare "<" in it, so that names which look like markup never match.
_LOADS = re.compile(r"<(?:\w+:)?(?:image|script|style|foreignObject|feImage)\b|<!", re.I)
# A tag, read with its quotes: what looks like an attribute inside of a value is none.
_TAG = re.compile(r"""<[^\s<>"'/]+(?:[^<>"']|"[^"]*"|'[^']*')*>""")
_ATTRIBUTE = re.compile(r"""([\w:.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_PATHS = [str(FONTS / name) for name in FILES]


def png(svg: str, width: int) -> bytes:
    """Draw `svg` so many pixels wide; raises `ValueError` for markup that is broken or would load something."""
    if not 1 <= width <= WIDEST:
        raise ValueError(f"A picture is 1 to {WIDEST} pixels wide, not {width}.")
    found = _LOADS.search(svg)
    named = found.group() if found else _outside(svg)
    if named:
        raise ValueError(f"A picture may hold only shapes and text, not {named!r}.")
    return resvg_py.svg_to_bytes(
        svg_string=writable(svg),
        width=width,
        skip_system_fonts=True,
        font_files=_PATHS,
        font_family=SANS,
        sans_serif_family=SANS,
        serif_family=SERIF,
        monospace_family=SANS,
    )


def _outside(svg: str) -> str:
    """The first reference to anything that is not in the drawing itself."""
    if "href" not in svg.lower():
        return ""
    for tag in _TAG.finditer(svg):
        for name, double, single in _ATTRIBUTE.findall(tag.group()):
            value = double or single
            if name.lower().rpartition(":")[2] == "href" and not value.startswith("#"):
                return f"{name}={value}"
    return ""


def writable(text: str) -> str:
    """Drop the characters that no XML document can hold."""
    return _UNWRITABLE.sub("", text)
