"""Makes languages for tests: one whose every message stands in marks, and a made-up one that runs right to left.

`write_pseudo` and `write_rtl` write a folder as MATOKEO_LOCALE_DIR names it. `unmarked` finds text on a page that no
translator has given and that is not data.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from html.parser import HTMLParser
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po

from tests.catalogue import used

OPEN, CLOSE = "⟦", "⟧"
PSEUDO, RTL = "qps", "ar"
_SAID = (
    "aria-label",
    "title",
    "placeholder",
    "alt",
    "aria-description",
    "aria-valuetext",
    "aria-roledescription",
)
_SILENT = ("script", "style", "template", "code", "pre", "kbd", "samp", "textarea")
#: Words that are the same in every language: the site's name, formats, units, licences, names of standards.
SAME = frozenset(
    re.findall(
        r"\S+",
        """Matokeo Kiswahili English Language Lugha EN SW QPS AR UTC EAT CSV JSON XLSX XML PDF PNG SVG GeoJSON GEOJSON RSS API
        OpenAPI SSE HTML SHA Ed NIST SP CDF CC BY ZIP USSD SMS URL WCAG oEmbed Markdown iframe TopoJSON Pseudo العربية""",
    )
)


def write_pseudo(folder: Path) -> Path:
    """Write the language whose words are the English ones in marks."""
    catalogue = Catalog(locale="en")
    for message in sorted(used(), key=str):
        if isinstance(message, tuple):
            catalogue.add(message, tuple(f"{OPEN}{text}{CLOSE}" for text in message))
        elif message:
            catalogue.add(message, f"{OPEN}{message}{CLOSE}")
    return _write(
        folder,
        PSEUDO,
        catalogue,
        'native = "Pseudo"\nlabel = "QPS"\ntime = "HH:mm"\ndate = "y-MM-dd"\nshort_date = "MM-dd"\n',
    )


def write_rtl(folder: Path) -> Path:
    """Write a made-up start of Arabic: a handful of strings, six plural forms, right to left."""
    catalogue = Catalog(locale="ar")
    catalogue.add("Results", "النتائج")
    catalogue.add("Turnout", "نسبة المشاركة")
    catalogue.add("Changes", "التغييرات")
    catalogue.add("Data", "البيانات")
    catalogue.add("About", "حول")
    catalogue.add("Map", "خريطة")
    catalogue.add("As of {time}", "حتى {time}")
    catalogue.add("Votes", "الأصوات")
    catalogue.add("Candidate", "المرشح")
    catalogue.add("Not reported", "لم ترد نتائج")
    stations = ("{n} محطة (0)", "محطة واحدة", "محطتان", "{n} محطات", "{n} محطةً", "{n} محطة")
    catalogue.add(("{n} station", "{n} stations"), stations)
    return _write(folder, RTL, catalogue, 'native = "العربية"\nlabel = "ع"\ndirection = "rtl"\n')


def _write(folder: Path, code: str, catalogue: Catalog, about: str) -> Path:
    place = folder / code / "LC_MESSAGES"
    place.mkdir(parents=True)
    (folder / code / "language.toml").write_text(about, "utf-8")
    with (place / "all.po").open("wb") as target:
        write_po(target, catalogue)
    return folder


class _Reader(HTMLParser):
    """Collects what a page says, and whether it was said inside marks."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.depth = 0
        self.bare: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._silent += tag in _SILENT
        said = dict(attrs)
        for name in _SAID:
            if said.get(name):
                self.bare.append(_outside(said[name] or "", 0)[0])
        if tag == "meta" and said.get("name") == "description":
            self.bare.append(_outside(said.get("content") or "", 0)[0])

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in _SILENT

    def handle_data(self, data: str) -> None:
        if not self._silent:
            text, self.depth = _outside(data, self.depth)
            self.bare.append(text)


def _outside(text: str, depth: int) -> tuple[str, int]:
    """Return what of `text` stands outside marks, and how deep inside marks it ends."""
    out = []
    for character in text:
        depth += (character == OPEN) - (character == CLOSE)
        out.append(character if depth == 0 and character != CLOSE else " ")
    return "".join(out), max(0, depth)


def unmarked(html: str, data: Iterable[str]) -> list[str]:
    """Return the pieces of text outside marks that are neither names of `data` nor the same in every language."""
    reader = _Reader()
    reader.feed(html)
    names = sorted({name for name in data if name}, key=len, reverse=True)
    pattern = re.compile(
        "|".join(rf"(?<![^\W_]){re.escape(name)}(?![^\W_])" for name in names), re.IGNORECASE
    )
    found = []
    for text in reader.bare:
        rest = pattern.sub(
            " ", re.sub(r"https?://\S+|\b[a-z]+\.(?:csv|json|xml|zip|xlsx|geojson|pdf|txt)\b", " ", text)
        )
        rest = re.sub(r"[\w.-]*[/_]\S*|<\S+>|\b[0-9a-f]{8,}…?|\S*\{\w+\}\S*", " ", rest)
        words = [
            w
            for w in re.findall(r"[^\W\d_][\w'’-]+", rest)
            if w not in SAME and not any(c.isdigit() for c in w)
        ]
        if words:
            found.append(" ".join(text.split()))
    return found


def untranslated_script(html: str) -> list[str]:
    """Return the words given to scripts that no translator has given."""
    found = re.search(r'<script id="matokeo-boot" type="application/json">(.*?)</script>', html, re.DOTALL)
    words = json.loads(found.group(1)).get("t", {}) if found else {}
    return [name for name, text in words.items() if text and OPEN not in str(text)]
