"""Invented names: places, people, parties. Pronounceable, unique, and nobody's.

Called by `country` and `ballot`; pure. Real county names and rude words are refused.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

_ONSETS = (
    "b", "d", "f", "g", "h", "j", "k", "l", "m", "n", "p", "r", "s", "t", "v", "w", "y", "z", "kw", "sh", "th", "br", "tr",
)  # fmt: skip
_VOWELS = ("a", "e", "i", "o", "u")
_GLIDES = ("ai", "ia", "ea", "ua")
# What may follow an open syllable, and what may close one and follow it.
_OPEN = (
    "ra",
    "no",
    "la",
    "ri",
    "ndu",
    "sa",
    "lo",
    "mu",
    "ta",
    "vi",
    "yo",
    "mba",
    "ni",
    "zi",
    "ren",
    "dal",
    "wen",
    "lis",
    "mar",
    "ko",
)
_CLOSED = (
    "nda",
    "nto",
    "nsi",
    "ngo",
    "rma",
    "rta",
    "rno",
    "rvi",
    "rwen",
    "lma",
    "lta",
    "lvi",
    "lmar",
    "sta",
    "ske",
    "mbo",
)
_GIVEN = (
    "Adeo", "Amiri", "Anwe", "Bela", "Caro", "Dalin", "Davo", "Edra", "Elio", "Emsa", "Fenna", "Garo",
    "Halia", "Ilan", "Imara", "Isko", "Jora", "Kaleo", "Kessa", "Lian", "Lumo", "Maren", "Mika", "Nalo",
    "Neria", "Nolan", "Odessa", "Oren", "Pella", "Penda", "Quin", "Rafi", "Renna", "Rosal", "Safi", "Selwa",
    "Sorin", "Tamsa", "Tavi", "Teo", "Ursa", "Vanya", "Velda", "Wendo", "Yara", "Yorin", "Zara", "Zeno",
)  # fmt: skip
# Names that a reader could take for a real place of the elections this software is made for.
_REAL_WORDS = """
mombasa kwale kilifi tana lamu taita taveta garissa wajir mandera marsabit isiolo meru tharaka nithi embu
kitui machakos makueni nyandarua nyeri kirinyaga muranga kiambu turkana pokot samburu nzoia uasin gishu marakwet nandi
baringo laikipia nakuru narok kajiado kericho bomet kakamega vihiga bungoma busia siaya kisumu homa migori kisii
nyamira nairobi kenya uganda tanzania rwanda burundi somalia malawi zambia ghana togo benin mali niger chad
gabon angola sudan eritrea botswana namibia lesotho iran iraq oman yemen india nepal peru chile cuba
haiti samoa tonga fiji nauru palau malta italia roma lima delhi dakar lagos accra lusaka harare
"""
_REAL = frozenset(_REAL_WORDS.split())
_RUDE_WORDS = """
fuk fuck shit kuma mbor tako nazi rape anal anus cum dick mavi sex tit piss
slut homo malaya penis negr niga coon kike puta puto mierd kaka poo pee
"""
_RUDE = tuple(_RUDE_WORDS.split())
_EMBLEMS = (
    "Lantern", "Heron", "Compass", "Anvil", "Kite", "Harbour", "Acorn", "Beacon", "Orchard", "Falcon",
    "Loom", "Spring", "Bridge", "Summit", "Meadow", "Drum", "Sail", "Cedar",
)  # fmt: skip
_BODIES = ("Party", "Union", "Movement", "Alliance", "League", "Congress", "Front", "Forum")


class Tongue:
    """One way of making words: the sounds of one region, so that its names sound alike."""

    def __init__(self, rng: np.random.Generator, taken: set[str]) -> None:
        self._rng = rng
        self._taken = taken
        self._onsets = _some(rng, _ONSETS, 12)
        self._vowels = (*_VOWELS, *_VOWELS, *_some(rng, _VOWELS, 3), *_some(rng, _GLIDES, 1))
        self._endings = (*_some(rng, _OPEN, 10), *_some(rng, _CLOSED, 6))

    def word(self, syllables: int | None = None) -> str:
        """Return a new word, capitalised; never one that was given before."""
        for attempt in range(10_000):
            count = syllables if syllables is not None else int(self._rng.choice((1, 2, 2, 2, 3)))
            made = self._make(count + attempt // 200)
            if made not in self._taken and _fit(made):
                self._taken.add(made)
                return made.capitalize()
        raise AssertionError("the tongue has run out of words")

    def _make(self, syllables: int) -> str:
        parts = [self._pick(self._onsets) + self._pick(self._vowels) for _ in range(syllables)]
        return "".join(parts) + self._pick(self._endings)

    def _pick(self, options: Sequence[str]) -> str:
        return options[int(self._rng.integers(len(options)))]


def person(rng: np.random.Generator, tongue: Tongue, taken: set[str]) -> str:
    """Return an invented person's name that nobody in `taken` has, and add it."""
    while True:
        name = f"{_GIVEN[int(rng.integers(len(_GIVEN)))]} {tongue.word()}"
        if name not in taken:
            taken.add(name)
            return name


def party_names(rng: np.random.Generator, count: int) -> list[tuple[str, str]]:
    """Return `count` pairs of party name and abbreviation, all different."""
    names: list[tuple[str, str]] = []
    used: set[str] = set()
    emblems = [_EMBLEMS[i] for i in rng.permutation(len(_EMBLEMS))]
    for emblem in emblems[:count]:
        for body in (_BODIES[i] for i in rng.permutation(len(_BODIES))):
            abbreviation = emblem[0] + body[0]
            if abbreviation not in used:
                break
        else:
            abbreviation = (emblem[:2] + body[0]).upper()
        used.add(abbreviation)
        names.append((f"{emblem} {body}", abbreviation))
    return names


def slug(name: str) -> str:
    """Return `name` as a code: small letters, digits and hyphens."""
    return "-".join("".join(c if c.isalnum() else " " for c in name.lower()).split())


def _some(rng: np.random.Generator, options: Sequence[str], count: int) -> list[str]:
    return [
        options[i] for i in sorted(rng.choice(len(options), min(count, len(options)), replace=False).tolist())
    ]


def _fit(word: str) -> bool:
    """Tell whether a word can stand on a map: 5 to 11 letters, not real, not rude, no letter thrice."""
    if not 5 <= len(word) <= 11 or word in _REAL or any(bad in word for bad in _RUDE):
        return False
    return not any(a == b == c for a, b, c in zip(word, word[1:], word[2:], strict=False))
