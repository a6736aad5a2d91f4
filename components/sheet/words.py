"""Whole numbers in words, as result forms state them beside the figures: English and Swahili.

Called by `components.sheet.content`. In both, different numbers never give the same words: groups of thousands are set
apart by commas, which Swahili needs (`elfu kumi na mbili` is 12,000, `elfu kumi, na mbili` is 10,002).
"""

from __future__ import annotations

_ENGLISH = (
    *(
        "zero",
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
    ),
    *("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
_ENGLISH_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_SWAHILI = ("sifuri", "moja", "mbili", "tatu", "nne", "tano", "sita", "saba", "nane", "tisa")
_SWAHILI_TENS = (
    *("kumi", "ishirini", "thelathini", "arobaini", "hamsini", "sitini", "sabini", "themanini", "tisini"),
)
_GROUPS = ((10**9, "billion", "bilioni"), (10**6, "million", "milioni"), (1000, "thousand", "elfu"))
MOST = 10**12


def number_words(value: int, lang: str) -> str | None:
    """Write `value` in words; `None` for a language that has none here, and for what no election reaches."""
    if not 0 <= value < MOST:
        return None
    if lang == "en":
        return _english(value)
    return _swahili(value) if lang == "sw" else None


def _english(value: int) -> str:
    if value == 0:
        return _ENGLISH[0]
    parts = []
    for size, name, _ in _GROUPS:
        count, value = divmod(value, size)
        if count:
            parts.append(f"{_english_hundreds(count)} {name}")
    if value:
        # `one thousand and five`, but `one thousand, two hundred and five`.
        parts.append(("and " if parts and value < 100 else "") + _english_hundreds(value))
    return ", ".join(parts).replace(", and ", " and ")


def _english_hundreds(value: int) -> str:
    hundreds, rest = divmod(value, 100)
    head = f"{_ENGLISH[hundreds]} hundred" if hundreds else ""
    return " and ".join(part for part in (head, _english_tens(rest)) if part)


def _english_tens(value: int) -> str:
    if value == 0:
        return ""
    if value < 20:
        return _ENGLISH[value]
    tens, ones = divmod(value, 10)
    return _ENGLISH_TENS[tens - 2] + (f"-{_ENGLISH[ones]}" if ones else "")


def _swahili(value: int) -> str:
    if value == 0:
        return _SWAHILI[0]
    parts = []
    for size, _, name in _GROUPS:
        count, value = divmod(value, size)
        if count:
            parts.append(f"{name} {_swahili_hundreds(count)}")
    if value:
        parts.append(
            ("na " if parts and (value < 100 or value % 100 == 0) else "") + _swahili_hundreds(value)
        )
    return ", ".join(parts)


def _swahili_hundreds(value: int) -> str:
    """`mia tatu arobaini na tano`, `mia tatu na arobaini`, `mia tatu na tano`."""
    hundreds, rest = divmod(value, 100)
    tens, ones = divmod(rest, 10)
    parts = [f"mia {_SWAHILI[hundreds]}"] if hundreds else []
    parts += [_SWAHILI_TENS[tens - 1]] if tens else []
    parts += [_SWAHILI[ones]] if ones else []
    return " na ".join([" ".join(parts[:-1]), parts[-1]]) if len(parts) > 1 else parts[0]
