"""The figures of a contest in an area as one SMS or one USSD screen: plain text in letters that every phone has.

Called by `pages.public.lite_text`. Only names are ever shortened; figures, time and state of the count stand whole or not at
all. Characters are those that ASCII and GSM 03.38 share and that take one place there, so that 160 are one message.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from components.contest.races import race_count
from components.counts import has_figures, is_counted, progress_of
from components.format import number, percent, points
from components.i18n import N_
from components.shell import contest_title
from components.view import ContestView

#: How long a message may be: one, two or three SMS.
LENGTHS = (160, 320, 480)
#: Letters of the longest name, tried from the first on until the message fits.
_NAME_SIZES = (60, 40, 30, 24, 18, 14, 11, 9, 7)
#: Below so many letters names are hard to tell apart: rather one share than two with such names.
_READABLE = 11
_STATUS = {
    "pre-election": N_("BEFORE POLLS CLOSE"),
    "unofficial-partial": N_("NOT FINAL"),
    "unofficial-complete": N_("ALL COUNTED, unofficial"),
    "certified": N_("CERTIFIED"),
    "correction": N_("CORRECTED"),
    "recount": N_("RECOUNT"),
}
#: What has no decomposition into a plain letter, and the signs of other languages' figures.
_PLAIN = str.maketrans(
    {
        "ß": "ss",
        "æ": "ae",
        "Æ": "AE",
        "œ": "oe",
        "Œ": "OE",
        "ø": "o",
        "Ø": "O",
        "đ": "d",
        "Đ": "D",
        "ł": "l",
        "Ł": "L",
        "ı": "i",
        "ħ": "h",
        "ŋ": "ng",
        "Ŋ": "Ng",
        "þ": "th",
        "ð": "d",
        "ə": "e",
        "‘": "'",
        "’": "'",
        "ʼ": "'",
        "ʻ": "'",
        "`": "'",
        "“": '"',
        "”": '"',
        "«": '"',
        "»": '"',
        "–": "-",
        "—": "-",
        "‐": "-",
        "‑": "-",
        "−": "-",
        "…": "...",
        "≈": "ca. ",
        "·": "-",
        "[": "(",
        "]": ")",
        "{": "(",
        "}": ")",
        "\\": "/",
        "|": "/",
        "^": " ",
        "~": "-",
        "٪": "%",
        "٫": ".",
        "٬": ",",
        "،": ",",
        "؛": ";",
    }
)


def plain(text: str) -> str:
    """Write `text` in the characters of one SMS; what has no such letter is left out."""
    out = []
    for character in unicodedata.normalize("NFKD", text.translate(_PLAIN)).translate(_PLAIN):
        digit = unicodedata.digit(character, None)
        if digit is not None:
            out.append(str(digit))
        elif character.isascii():
            out.append(character if character.isprintable() else " ")
        elif unicodedata.category(character) in ("Zs", "Zl", "Zp"):
            out.append(" ")
    return " ".join("".join(out).split())


def shorten(name: str, most: int) -> str:
    """Shorten a name to `most` characters without ever cutting a number in it."""
    if len(name) <= most:
        return name
    *head, last = name.split(" ")
    if head and any(c.isdigit() for c in last) and len(last) <= most - 4:
        return f"{shorten(' '.join(head), most - len(last) - 1)} {last}"
    whole = ""
    for word in head:
        if len(whole) + len(word) + bool(whole) > most:
            break
        whole = f"{whole} {word}".strip()
    if len(whole) * 2 >= most:
        return whole
    kept = name[: most - 1]
    if kept[-1].isdigit() or name[most - 1].isdigit():
        kept = kept.rstrip("0123456789.,")
    return f"{kept.rstrip()}." if kept.strip() else "?"


def message(view: ContestView, most: int = LENGTHS[0]) -> str:
    """Write the message: what it is about, who leads, shares, how much is counted, when, and how final that is."""
    made = [_Told(view, size) for size in _NAME_SIZES]
    both = [(told, told.needed) for told in made if told.size >= _READABLE]
    for told, needed in [*both, *((told, told.needed[:1]) for told in made)]:
        if len(told.text(needed, [])) <= most:
            return _fill(told, needed, most)
    return made[-1].text([], [])


def _fill(told: _Told, needed: Sequence[str], most: int) -> str:
    """Add further shares, then further facts, as long as they fit whole."""
    shares = list(needed)
    for one in told.further if list(needed) == told.needed else []:
        if len(told.text([*shares, one], [])) > most:
            break
        shares.append(one)
    facts: list[str] = []
    for fact in told.facts:
        if len(told.text(shares, [*facts, fact])) <= most:
            facts.append(fact)
    return told.text(shares, facts)


class _Told:
    """The pieces of a message with names of at most `size` letters."""

    def __init__(self, view: ContestView, size: int) -> None:
        self._view, self.size = view, size
        self._names = self._short()
        shares = self._seats() if view.races_page else self._shares()
        self.needed, self.further = shares[:2], shares[2:]
        self.facts = self._facts()

    def text(self, shares: Sequence[str], facts: Sequence[str]) -> str:
        """Put the message together around the shares and facts given."""
        view, t = self._view, self._view.t
        d = view.document
        test = f"{t('TEST, not a result.')} " if d.is_test else ""
        title = self._cut(contest_title(t, d.contest_title or d.contest), d.contest)
        head = f"{test}{title}, {self._cut(d.area.name, d.area.code)}:"
        body = [
            self._lead(),
            f"{', '.join(shares)}." if shares else "",
            *facts,
            self._counted(),
            self._when(),
        ]
        status = t(_STATUS[d.status]) if d.status in _STATUS else d.status
        return plain(" ".join([head, *[part for part in body if part], f"{status}."]))

    def _cut(self, name: str, code: str) -> str:
        return shorten(plain(name) or plain(code) or "?", self.size)

    def _short(self) -> dict[str, str]:
        """Names of the candidates; those that would read alike get their place on the ballot."""
        names = {c.code: self._cut(self._view.short[c.code], c.code) for c in self._view.ranked}
        alike = [name.casefold() for name in names.values()]
        order = {c.code: c.ballot_order for c in self._view.ranked}
        return {
            code: name if alike.count(name.casefold()) == 1 else f"{order[code]}.{name}"
            for code, name in names.items()
        }

    def _lead(self) -> str:
        view, t = self._view, self._view.t
        d, ranked = view.document, view.ranked
        if view.races_page:
            reported = sum(1 for race in d.races if is_counted(race))
            if not reported and not d.seats:
                return f"{t('not reported')}."
            return t(
                "{reported} of {n} races have forms.", reported=number(reported), n=number(race_count(view))
            )
        if not view.has_votes:
            return self._nothing()
        if len(ranked) == 1:
            return f"{t('{name} is the only candidate', name=self._names[ranked[0].code])}."
        if view.level_tie:
            first, second = (self._names[one.code] for one in ranked[:2])
            return f"{t('{first} and {second} level', first=first, second=second)}."
        if d.margin_pp is None:
            return f"{t('{leader} leads', leader=self._names[ranked[0].code])}."
        return t("{leader} +{pp} points.", leader=self._names[ranked[0].code], pp=points(d.margin_pp))

    def _nothing(self) -> str:
        t, stations = self._view.t, self._view.document.stations
        if stations.reported and not stations.counted:
            return t("{n} forms are in, none counted.", n=number(stations.reported))
        return f"{t('not reported')}."

    def _shares(self) -> list[str]:
        view = self._view
        if not view.has_votes:
            return []
        return [f"{self._names[c.code]} {percent(c.share_pct, 2)}" for c in view.ranked]

    def _seats(self) -> list[str]:
        lines = sorted(self._view.document.seats, key=lambda line: -line.leading)
        names = [self._cut(line.party.abbreviation or line.party.name, line.party.code) for line in lines]
        words = [f"{name} {number(line.leading)}" for name, line in zip(names, lines, strict=True)]
        if words:
            words[0] = self._view.t("Leading: {party}", party=words[0])
        return words

    def _facts(self) -> list[str]:
        view, t = self._view, self._view.t
        d, facts = view.document, []
        if view.has_votes and len(view.ranked) > 1 and d.margin_votes is not None:
            facts.append(t("Lead {n} votes.", n=number(d.margin_votes)))
        if view.has_votes and d.votes.turnout_pct is not None and has_figures(d):
            facts.append(t("Turnout {pct}.", pct=percent(d.votes.turnout_pct)))
        return facts

    def _counted(self) -> str:
        t, progress = self._view.t, progress_of(self._view.document.stations)
        if progress.by_area:
            return f"{progress.words(t)}."
        if progress.total is None:
            return t("{n} stations counted.", n=number(progress.done)) if progress.done else ""
        if not progress.done:
            return t("0 of {n} stations.", n=number(progress.total))
        return t("{pct} of stations counted.", pct=progress.percent(1))

    def _when(self) -> str:
        clock, d = self._view.clock, self._view.document
        moment = d.as_of or d.published_at
        day = f"{clock.short_date(moment)} {clock.local(moment).year}"
        return f"{clock.time(moment)} {clock.zone_name(moment)} {day}."
