"""Parsers of single fields: text in, typed value out, or `BadField` with the rule broken.

Called by the readers for every field they take; must not know files, rows or the database.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, datetime
from decimal import Decimal

from data.ingest.problems import BadField

MAX_STATION_COUNT = 100_000
MAX_AREA_COUNT = 1_000_000_000
MAX_NAME = 200

_CODE = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]{0,62}[A-Za-z0-9])?")
_SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")
_DIGITS = re.compile(r"[0-9]{1,18}")
_NEGATIVE = re.compile(r"[-\u2212\u2013][0-9]+")
_PLAIN_DECIMAL = re.compile(r"-?[0-9]{1,13}(?:\.[0-9]{1,4})?")
_YEAR = re.compile(r"[0-9]{4}")
_COLOR = re.compile(r"#[0-9a-fA-F]{6}")
_DECIMAL = re.compile(r"[-+]?[0-9]{1,4}(?:\.[0-9]{1,20})?(?:[eE]-?[0-9]{1,2})?")
# Characters that turn text around or hide it: names with them can imitate other names.
_INVISIBLE = frozenset("\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff")


def required(text: str) -> str:
    """Return `text` without surrounding spaces; refuse blank."""
    value = text.strip(" ")
    if not value:
        raise BadField("empty", "the field is blank")
    return value


def code(text: str) -> str:
    """Return a code: it becomes part of addresses and file names, so only plain characters pass."""
    value = required(text)
    if not _CODE.fullmatch(value) or ".." in value:
        raise BadField("bad-code", "the code has characters that codes may not have, or is too long")
    return value


def slug(text: str) -> str:
    """Return a lower-case code, as elections, contests and sources have."""
    value = required(text)
    if not _SLUG.fullmatch(value):
        raise BadField("bad-code", "the code must be lower-case letters, digits and dashes")
    return value


def name(text: str, *, maximum: int = MAX_NAME) -> str:
    """Return a name of a person, place or party as it is to be shown."""
    if text[:1] in "=+-@\t\r" and text:
        raise BadField("formula", "the text starts like a spreadsheet formula")
    value = required(text)
    if value[0] in "=+-@":
        raise BadField("formula", "the text starts like a spreadsheet formula")
    if len(value) > maximum:
        raise BadField("too-long", f"the text has {len(value)} characters, at most {maximum} are allowed")
    if not value.isprintable() and any(not c.isprintable() and c != " " for c in value):
        _refuse_control(value)
    if not _INVISIBLE.isdisjoint(value):
        raise BadField("control-character", "the text holds a character that hides or turns text around")
    return value


def _refuse_control(value: str) -> None:
    for character in value:
        if unicodedata.category(character) in {"Cc", "Cs", "Cf", "Zl", "Zp"}:
            raise BadField(
                "control-character", f"the text holds the control character U+{ord(character):04X}"
            )


def optional_name(text: str, *, maximum: int = MAX_NAME) -> str | None:
    """Return a name, or `None` when blank."""
    return name(text, maximum=maximum) if text.strip(" ") else None


def count(text: str, *, maximum: int = MAX_AREA_COUNT) -> int:
    """Return a whole number of voters or votes, 0 to `maximum`, written in plain ASCII digits."""
    value = required(text)
    if not _DIGITS.fullmatch(value):
        if _NEGATIVE.fullmatch(value):
            raise BadField("negative", "the count is negative")
        raise BadField("bad-number", "the count is not a whole number in plain digits")
    number = int(value)
    if number > maximum:
        raise BadField("too-large", f"the count is above {maximum}, the most that is possible here")
    return number


def optional_count(text: str, *, maximum: int = MAX_AREA_COUNT) -> int | None:
    """Return a count, or `None` when blank: unknown is never 0."""
    return count(text, maximum=maximum) if text.strip(" ") else None


def decimal(text: str) -> Decimal:
    """Return a measured figure such as 81.4 or -0.25, with at most four places, in plain ASCII digits."""
    value = required(text)
    if not _PLAIN_DECIMAL.fullmatch(value):
        raise BadField("bad-decimal", "the value is not a plain number of at most 13 digits and four places")
    return Decimal(value)


def year(text: str) -> int:
    """Return a year from 1900 to 2200."""
    value = required(text)
    if not _YEAR.fullmatch(value) or not 1900 <= int(value) <= 2200:
        raise BadField("bad-year", "this is no year from 1900 to 2200")
    return int(value)


def degrees(text: str) -> float:
    """Return decimal degrees; the range is the caller's to check."""
    value = required(text)
    if not _DECIMAL.fullmatch(value):
        raise BadField("bad-coordinates", "the coordinate is not a number of decimal degrees")
    return float(value)


def point(latitude: str, longitude: str) -> tuple[float, float] | None:
    """Return (longitude, latitude), or `None` when both are blank."""
    if not latitude.strip(" ") and not longitude.strip(" "):
        return None
    if not latitude.strip(" ") or not longitude.strip(" "):
        raise BadField("half-point", "only one of latitude and longitude is given")
    lat, lon = degrees(latitude), degrees(longitude)
    if abs(lat) > 90:
        rule = "swapped-coordinates" if abs(lon) <= 90 and abs(lat) <= 180 else "bad-coordinates"
        raise BadField(rule, f"latitude {lat:g} is not between -90 and 90")
    if abs(lon) > 180:
        raise BadField("bad-coordinates", f"longitude {lon:g} is not between -180 and 180")
    return lon, lat


def moment(text: str) -> datetime:
    """Return an aware UTC time from ISO 8601 with a zone."""
    value = required(text)
    try:
        parsed = datetime.fromisoformat(value)
    except ValueError:
        raise BadField("bad-time", "the time is not ISO 8601") from None
    if "T" not in value and " " not in value:
        raise BadField("bad-time", "the time has no hour")
    if parsed.utcoffset() is None:
        raise BadField("no-zone", "the time has no zone")
    if not 1900 <= parsed.year <= 2200:
        raise BadField("bad-time", f"the year {parsed.year} cannot be")
    return parsed.astimezone(UTC)


def color(text: str) -> str | None:
    """Return `#rrggbb` in lower case, or `None` when blank."""
    value = text.strip(" ")
    if not value:
        return None
    if not _COLOR.fullmatch(value):
        raise BadField("bad-color", "the colour is not #rrggbb")
    return value.lower()
