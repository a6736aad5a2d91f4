"""Finds names that share many letter triples with a query, in arrays; the coarse step of `data.search`.

Called by `data.search` only. Words are padded as PostgreSQL's pg_trgm pads them (two blanks before, one
after), so that beginnings weigh more. It knows nothing of areas or stations: names in, positions out.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

_APOSTROPHES = re.compile("['\u2018\u2019\u02bc\u02bb`\u00b4]")
_NOT_WORD = re.compile(r"[\W_]+")
_SYMBOLS = 64
_FOREIGN = 37
_LONGEST = 80  # letters of a query that are looked at

_Ids = npt.NDArray[np.int32]


def normalise(text: str) -> str:
    """Return `text` in lower case without diacritics, apostrophes or punctuation, words one blank apart."""
    if not text.isascii():
        decomposed = unicodedata.normalize("NFKD", text)
        text = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return _NOT_WORD.sub(" ", _APOSTROPHES.sub("", text.casefold())).strip()


def _symbol_table() -> npt.NDArray[np.uint8]:
    table = np.zeros(128, dtype=np.uint8)
    for number, letter in enumerate("abcdefghijklmnopqrstuvwxyz0123456789", start=1):
        table[ord(letter)] = number
    return table


_TABLE = _symbol_table()


def _symbols(text: str) -> npt.NDArray[np.uint32]:
    """Return one number below 64 for each character; letters of other scripts share 27 numbers."""
    points = np.frombuffer(text.encode("utf-32-le", "replace"), dtype=np.uint32)
    folded = _FOREIGN + points % (_SYMBOLS - _FOREIGN)
    return np.where(points < 128, _TABLE[np.minimum(points, 127)], folded).astype(np.uint32)


def _triples(symbols: npt.NDArray[np.uint32]) -> npt.NDArray[np.uint32]:
    codes: npt.NDArray[np.uint32] = (symbols[:-2] * _SYMBOLS + symbols[1:-1]) * _SYMBOLS + symbols[2:]
    return codes


def _pad(name: str) -> str:
    return "  " + name.replace(" ", "   ") + " "


class Trigrams:
    """Postings of the letter triples of a list of normalised names."""

    def __init__(self, names: Sequence[str]) -> None:
        """Index `names` (normalised); positions in it are what `near` returns."""
        self._count = len(names)
        padded = [_pad(name) for name in names]
        symbols = _symbols("".join(padded) or "   ")
        owners = np.repeat(np.arange(len(padded), dtype=np.int64), [len(text) for text in padded])
        codes = _triples(symbols)
        # A triple belongs to the name of its last letter; the ones that end in two blanks lie between words.
        inside = codes % (_SYMBOLS * _SYMBOLS) != 0
        keys = np.unique(
            codes[inside].astype(np.int64) * max(1, self._count) + owners[2:][inside]
            if self._count
            else np.empty(0, dtype=np.int64)
        )
        self._owners: _Ids = (keys % max(1, self._count)).astype(np.int32)
        bounds = np.arange(_SYMBOLS**3 + 1, dtype=np.int64) * max(1, self._count)
        self._starts: _Ids = np.searchsorted(keys, bounds).astype(np.int32)
        self._sizes: _Ids = np.bincount(self._owners, minlength=self._count).astype(np.int32)

    @property
    def nbytes(self) -> int:
        """Bytes of the arrays, for the bound on memory."""
        return self._owners.nbytes + self._starts.nbytes + self._sizes.nbytes

    def near(self, query: str, *, most: int, at_least: float = 0.3) -> _Ids:
        """Return up to `most` positions whose names hold at least a share `at_least` of the query's triples.

        `query` is normalised. The end of its last word is open: it may still be being typed.
        """
        wanted = np.unique(_triples(_symbols(_pad(query[:_LONGEST])[:-1])))
        wanted = wanted[wanted % (_SYMBOLS * _SYMBOLS) != 0]
        if self._count == 0 or wanted.size == 0:
            return np.empty(0, dtype=np.int32)
        parts = [self._owners[self._starts[code] : self._starts[code + 1]] for code in wanted]
        shared = np.bincount(np.concatenate(parts), minlength=self._count)
        found = np.flatnonzero(shared >= max(1.0, at_least * wanted.size))
        # Of names that hold as much of the query the shorter ones are nearer.
        score = shared[found] + shared[found] / (wanted.size + self._sizes[found] - shared[found] + 1)
        if found.size > most:
            best = np.argpartition(-score, most)[:most]
            found, score = found[best], score[best]
        return found[np.argsort(-score, kind="stable")].astype(np.int32)
