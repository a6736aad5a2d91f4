"""Numbers, shares, times and names as readers see them: the only place with separators, signs and time zone.

Called by every figure module. Figures are written in the language of the answer being made (`components.languages`):
in English and Swahili thousands take a comma and times are 24-hour. In every language minus is U+2212, unknown is an en
dash and a share of something counted is never rounded to nothing or to all.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from components.i18n import Translator
from components.languages import MINUS, language, written

__all__ = [
    "MINUS",
    "UNKNOWN",
    "Clock",
    "clean",
    "decimal",
    "millions",
    "number",
    "part_percent",
    "percent",
    "points",
    "share",
    "short_names",
    "signed",
]
UNKNOWN = "–"
_SUFFIX = re.compile(r"(jr|sr|junior|senior|jnr|snr|[ivx]{1,4}|\S\.?|\S+\.)", re.IGNORECASE)


def number(value: int | None) -> str:
    """Write a whole number with separators; unknown is an en dash."""
    return UNKNOWN if value is None else written().number(value)


def share(part: int, whole: int | None, digits: int = 1) -> float | None:
    """Return `part` in percent of `whole`, rounded half up in whole numbers; `None` when there is nothing to share."""
    if not whole:
        return None
    scale = int(10**digits)
    return ((200 * scale * part + whole) // (2 * whole)) / scale


def percent(value: float | None, digits: int = 1) -> str:
    """Write a percentage; unknown is an en dash, a share above nothing never reads as zero."""
    if value is None:
        return UNKNOWN
    text = _fixed(value, digits)
    if value > 0 and float(text) == 0:
        return _least(digits)
    return _percent(text)


def part_percent(part: int, whole: int | None, digits: int = 0) -> str:
    """Write `part` of `whole` in percent: `<1%` until it is one, `>99%` until it is all."""
    if not whole:
        return UNKNOWN
    if part <= 0 or part >= whole:
        return _percent("0" if part <= 0 else "100")
    exact = 100 * part / whole
    text = _fixed(exact, digits)
    if float(text) == 0:
        return _least(digits)
    if float(text) == 100:
        return written().sign(">") + _percent(_fixed(100 - 10**-digits, digits))
    return _percent(text)


def _least(digits: int) -> str:
    """Write that a share is below the least that `digits` can say."""
    return written().sign("<") + _percent(_fixed(10**-digits, digits))


def _percent(text: str) -> str:
    spoken = written()
    return spoken.percent(spoken.fixed(text))


def points(value: float) -> str:
    """Write a lead in percentage points: one decimal, two when the lead is thinner than a tenth."""
    return written().fixed(_fixed(value, 1 if value >= 0.1 or value == 0 else 2))


def decimal(value: float, digits: int) -> str:
    """Write a figure with `digits` places: `12.35`."""
    return written().fixed(_fixed(value, digits))


def signed(value: float, digits: int = 1) -> str:
    """Write a change with its sign: `+4.2`, `−3.1`, `0.0`."""
    text = _fixed(abs(value), digits)
    spoken = written()
    if float(text) == 0:
        return spoken.fixed(text)
    return (spoken.sign("+") if value > 0 else spoken.minus) + spoken.fixed(text)


def millions(value: int, t: Translator) -> str:
    """Write a large count in words: `8.1 million`; below a million with separators."""
    if value < 1_000_000:
        return number(value)
    return t("{n} million", n=written().fixed(_fixed(value / 1_000_000, 1)))


def _fixed(value: float, digits: int) -> str:
    return f"{value + (1e-9 if value >= 0 else -1e-9):.{digits}f}"


def clean(name: str) -> str:
    """Return a name from data fit for a sentence: no control characters, isolated when it runs right to left."""
    if name.isascii() and name.isprintable():
        return name.strip()
    text = "".join(" " if unicodedata.category(c) in ("Cc", "Zl", "Zp") else c for c in name)
    text = re.sub("[\u202a-\u202e\u2066-\u2069]", "", text).strip()
    if any(unicodedata.bidirectional(c) in ("R", "AL", "AN") for c in text):
        return f"\u2068{text}\u2069"
    return text


def short_names(names: dict[str, str]) -> dict[str, str]:
    """Shorten candidates' names to the last word where it tells them apart; else the whole name stays."""
    last = {code: _last_word(name) for code, name in names.items()}
    counts: dict[str, int] = {}
    for word in last.values():
        counts[word.casefold()] = counts.get(word.casefold(), 0) + 1
    return {code: clean(word if counts[word.casefold()] == 1 else names[code]) for code, word in last.items()}


def _last_word(name: str) -> str:
    words = name.split()
    if len(words) < 2 or _SUFFIX.fullmatch(words[-1]) or any(c in "(,;<&" for c in name):
        return name
    return words[-1]


@dataclass(frozen=True)
class Clock:
    """Writes moments in the zone of the election."""

    zone: str
    lang: str = "en"

    def local(self, moment: datetime) -> datetime:
        """Return the moment in the election's zone; an unknown zone falls to UTC, which its name then says."""
        try:
            return moment.astimezone(ZoneInfo(self.zone))
        except (ZoneInfoNotFoundError, ValueError):
            return moment.astimezone(ZoneInfo("UTC"))

    def time(self, moment: datetime) -> str:
        """Write the hour and minute, 24-hour in English and Swahili: `20:50`."""
        return language(self.lang).time(self.local(moment))

    def zone_name(self, moment: datetime) -> str:
        """Write the short name of the zone: `EAT`."""
        return self.local(moment).tzname() or "UTC"

    def date(self, moment: datetime) -> str:
        """Write the day: `9 August 2022`, `9 Agosti 2022`."""
        return language(self.lang).day(self.local(moment).date())

    def short_date(self, moment: datetime) -> str:
        """Write the day without year: `9 Aug`."""
        return language(self.lang).short_day(self.local(moment).date())

    def full(self, moment: datetime) -> str:
        """Write time, zone and day: `20:50 EAT, 9 August 2022`."""
        return language(self.lang).moment(self.time(moment), self.zone_name(moment), self.date(moment))

    def iso(self, moment: datetime) -> str:
        """Write the machine form for `<time datetime>`."""
        return self.local(moment).isoformat(timespec="seconds")
