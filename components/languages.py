"""The languages that pages speak: one folder of `components/locale` each, read once; how each writes figures and days.

`<code>/language.toml` makes a folder a language; its catalogues are beside it (`components.i18n` reads them). A
folder named by MATOKEO_LOCALE_DIR adds to those of the product. What a language does not state comes from CLDR.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cached_property, lru_cache
from pathlib import Path

import msgspec
from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_skeleton, format_time
from babel.numbers import format_decimal, get_decimal_symbol, get_group_symbol

OWN_DIR = Path(__file__).parent / "locale"
SETTING = "MATOKEO_LOCALE_DIR"
MINUS = "\u2212"
_CODE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
_LEFT_TO_RIGHT = "\u200e"  # keeps a sign before its figure in text that runs right to left


class _About(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`language.toml`, key by key."""

    native: str
    label: str
    direction: str = "ltr"
    locale: str = ""
    time: str = ""
    date: str = ""
    short_date: str = ""
    moment: str = "{time} {zone}, {date}"


@dataclass(frozen=True)
class Language:
    """One language of the pages; `folders` hold its catalogues, the product's own first."""

    code: str
    about: _About
    folders: tuple[Path, ...] = field(default=(), compare=False)

    @property
    def native(self) -> str:
        """The language's name in itself: `Kiswahili`."""
        return self.about.native

    @property
    def label(self) -> str:
        """The few letters on the switch: `SW`."""
        return self.about.label

    @property
    def rtl(self) -> bool:
        """Whether text runs right to left."""
        return self.about.direction == "rtl"

    @property
    def locale(self) -> str:
        """The name that Open Graph wants: `sw_KE`."""
        return self.about.locale or self.code.replace("-", "_")

    @cached_property
    def cldr(self) -> Locale:
        """The rules of CLDR for it, English ones for a language that CLDR does not know."""
        for name in (self.about.locale, self.code.replace("-", "_"), self.code.split("-")[0]):
            try:
                return Locale.parse(name)
            except (UnknownLocaleError, ValueError):
                continue
        return Locale("en")

    @cached_property
    def _as_python(self) -> bool:
        """Whether figures look as Python writes them: commas by threes and a point."""
        marks = (get_group_symbol(self.cldr), get_decimal_symbol(self.cldr))
        return marks == (",", ".") and format_decimal(10_000_000, locale=self.cldr) == "10,000,000"

    @property
    def minus(self) -> str:
        """The sign before a figure below zero."""
        return _LEFT_TO_RIGHT + MINUS if self.rtl else MINUS

    def sign(self, mark: str) -> str:
        """Return a mark that stands before a figure (`+`, `<`) so that it stays before it."""
        return _LEFT_TO_RIGHT + mark if self.rtl else mark

    def number(self, value: int) -> str:
        """Write a whole number with its separators."""
        text = f"{abs(value):,}" if self._as_python else format_decimal(abs(value), locale=self.cldr)
        return self.minus + text if value < 0 else text

    def fixed(self, text: str) -> str:
        """Write a decimal that Python wrote without separators (`-12.5`) with the language's point and minus."""
        if text.startswith("-"):
            text = self.minus + text[1:]
        return text if self._as_python else text.replace(".", get_decimal_symbol(self.cldr))

    def percent(self, text: str) -> str:
        """Put the percent sign where the language has it."""
        pattern = self._percent_pattern
        return pattern.replace("#", text)

    @cached_property
    def _percent_pattern(self) -> str:
        pattern = str(self.cldr.percent_formats[None].pattern).split(";")[0]
        return re.sub(r"[#0,.]+", "#", pattern.replace("\u200e", "").replace("\u200f", ""), count=1)

    def time(self, moment: datetime) -> str:
        """Write the hour and minute."""
        return str(format_time(moment, self.about.time or "short", locale=self.cldr))

    def day(self, day: date) -> str:
        """Write a day with its year."""
        return str(format_date(day, self.about.date or "long", locale=self.cldr))

    def short_day(self, day: date) -> str:
        """Write a day without its year."""
        if self.about.short_date:
            return str(format_date(day, self.about.short_date, locale=self.cldr))
        return str(
            format_skeleton("MMMd", datetime(day.year, day.month, day.day, tzinfo=UTC), locale=self.cldr)
        )

    def moment(self, time: str, zone: str, day: str) -> str:
        """Write time, zone and day together; where text runs right to left the zone's letters keep to themselves."""
        zone = f"\u2068{zone}\u2069" if self.rtl else zone
        return self.about.moment.format(time=time, zone=zone, date=day)


def languages() -> Mapping[str, Language]:
    """Return every language by code: English, then the others by code."""
    return _languages(os.environ.get(SETTING, ""))


def language(code: str) -> Language:
    """Return a language, English for a code that pages do not speak."""
    known = languages()
    return known.get(code) or known["en"]


@lru_cache(maxsize=4)
def _languages(more: str) -> Mapping[str, Language]:
    folders = [OWN_DIR, *([Path(more)] if more else [])]
    about: dict[str, _About] = {}
    held: dict[str, tuple[Path, ...]] = {}
    for folder in folders:
        for path in sorted(folder.glob("*/language.toml")):
            code = path.parent.name
            if not _CODE.fullmatch(code):
                raise ValueError(f"{path.parent} is not named after a language, such as `fr` or `pt-BR`.")
            about[code] = _read(path)
        for path in sorted(folder.glob("*/LC_MESSAGES")):
            held[path.parent.name] = (*held.get(path.parent.name, ()), path)
    order = sorted(about, key=lambda code: (code != "en", code))
    return {code: Language(code, about[code], held.get(code, ())) for code in order}


def _read(path: Path) -> _About:
    """Read a language's file; whatever is wrong with it stops the start, so that nobody publishes half a language."""
    try:
        about = msgspec.convert(tomllib.loads(path.read_text("utf-8")), _About)
        about.moment.format(time="", zone="", date="")
    except (msgspec.ValidationError, tomllib.TOMLDecodeError, KeyError, ValueError) as error:
        raise ValueError(f"{path} cannot be read: {error}. docs/translating.md shows a whole one.") from error
    if about.direction not in ("ltr", "rtl"):
        raise ValueError(f"{path}: direction is {about.direction!r}; write ltr or rtl.")
    return about


_WRITING: ContextVar[Language | None] = ContextVar("writing", default=None)


def written() -> Language:
    """Return the language in which figures are written now."""
    return _WRITING.get() or language("en")


@contextmanager
def writing(code: str) -> Iterator[None]:
    """Write figures in a language while an answer in it is made."""
    token = _WRITING.set(language(code))
    try:
        yield
    finally:
        _WRITING.reset(token)
