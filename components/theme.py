"""Party colours, computed from registered colours per theme and written as CSS variables.

Formula of the design ("Party colours"): work in OKLCH, keep the party's own fill, get contrast from the edge, give
the map four steps of fixed lightness. Called by shells and fragments for `<style id="parties">`. Pure; holds no
markup beyond CSS text and no colour of the interface itself (those are in `assets/css/tokens.css`).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from components.colour import (
    contrast,
    cvd_distance,
    gamut,
    hex_of,
    lab_distance,
    oklch,
    parse_hex,
)
from data.records import Party, RaceLine, ResultsDocument

RESERVE_HUES = (25.0, 145.0, 300.0, 195.0, 60.0, 330.0, 105.0, 260.0)
RESERVE_L, RESERVE_C = 0.62, 0.14
PAPER = {"light": "#ffffff", "dark": "#14161a", "contrast": "#ffffff"}
#: Bands and tracks; whatever can be told from it can be told from paper.
GROUND = {"light": "#f5f4f0", "dark": "#1c1f24", "contrast": "#ffffff"}
INK_ON = ("#15171a", "#ffffff", "#000000")
READABLE, VISIBLE = 4.5, 3.0
#: Inks of map labels on the four steps, `--lab-1` to `--lab-4` of `assets/css/tokens.css`.
LABELS = {
    "light": ("#15171a", "#15171a", "#15171a", "#ffffff"),
    "dark": ("#ffffff", "#ffffff", "#15171a", "#15171a"),
}
STEPS = (1, 2, 3, 4)
_RAMPS = {
    "light": ((0.91, 0.075), (0.81, 0.125), (0.69, 0.15), (0.56, 0.14)),
    "dark": ((0.36, 0.06), (0.47, 0.09), (0.61, 0.12), (0.78, 0.135)),
}
_FILL_RANGE = {"light": (0.45, 0.86), "dark": (0.58, 0.86)}
_SAFE_KEY = re.compile(r"[a-z][a-z0-9]{0,11}")


@dataclass(frozen=True)
class Palette:
    """The computed colours of one party in one theme."""

    f: str
    e: str
    t: str
    on: str
    m: tuple[str, str, str, str]

    def css(self, key: str) -> str:
        """Write the palette as CSS variables of the party `key`."""
        steps = "".join(f"--{key}-m{n}:{colour};" for n, colour in zip(STEPS, self.m, strict=True))
        return f"--{key}-f:{self.f};--{key}-e:{self.e};--{key}-t:{self.t};--{key}-on:{self.on};{steps}"


@dataclass(frozen=True)
class Entrant:
    """Somebody who needs a colour: a party, or a candidate without one."""

    key: str
    colour: str | None


@lru_cache(maxsize=4096)
def palette(colour: str, theme: str) -> Palette:
    """Compute the palette of a registered colour `#rrggbb` in `light`, `dark` or `contrast`."""
    lightness, chroma, hue = oklch(parse_hex(colour))
    if chroma < 0.02:
        chroma = 0.0
    base = "dark" if theme == "dark" else "light"
    low, high = _FILL_RANGE[base]
    fill_l = min(max(lightness, low), high)
    fill = hex_of(gamut(fill_l, chroma, hue))
    if theme == "contrast":
        edge = text = "#000000"
    else:
        start = lightness if base == "light" else fill_l
        edge = _until_contrast(colour if base == "light" else fill, (start, chroma, hue), VISIBLE, theme)
        text = _until_contrast(colour, (lightness, chroma, hue), READABLE, theme)
    # The interface's own inks first; black only where neither can be read.
    on = next((ink for ink in INK_ON[:2] if contrast(ink, fill) >= READABLE), INK_ON[2])
    ramp = zip(_RAMPS[base], LABELS[base], strict=True)
    steps = [_step((level, min(chroma, limit), hue), label) for (level, limit), label in ramp]
    return Palette(fill, edge, text, on, (steps[0], steps[1], steps[2], steps[3]))


def _step(lch: tuple[float, float, float], label: str) -> str:
    """Return a step of a map's ramp: its fixed lightness, moved by a hair where a label could not be read on it."""
    lightness, chroma, hue = lch
    away = -0.002 if label == INK_ON[1] else 0.002
    colour = hex_of(gamut(lightness, chroma, hue))
    while contrast(colour, label) < READABLE:
        lightness += away
        colour = hex_of(gamut(lightness, chroma, hue))
    return colour


def _until_contrast(start: str, lch: tuple[float, float, float], wanted: float, theme: str) -> str:
    lightness, chroma, hue = lch
    colour, step = start, 0.01 if theme == "dark" else -0.01
    while contrast(colour, GROUND[theme]) < wanted and 0 <= lightness <= 1:
        lightness += step
        colour = hex_of(gamut(min(max(lightness, 0.0), 1.0), chroma, hue))
    return colour


def party_key(code: str) -> str:
    """Return a short CSS-safe name for a party or candidate code; different codes never share one."""
    plain = code.lower()
    if _SAFE_KEY.fullmatch(plain) and plain == code.lower().strip() and code.isascii() and _one_case(code):
        return plain
    digest = hashlib.sha256(code.encode()).hexdigest()[:6]
    stem = re.sub("[^a-z0-9]", "", plain)[:6]
    return f"{stem if stem[:1].isalpha() else 'x' + stem}-{digest}"


def _one_case(code: str) -> bool:
    return code.isupper() or code.islower()


def entrant_key(party: Party | None, candidate: str | None) -> str:
    """Name the colours of a candidate: the party's, or the candidate's own when there is no party."""
    if party is not None:
        return party_key(party.code)
    return "i-" + party_key(candidate or "none")


def _neutral(colour: str) -> bool:
    return oklch(parse_hex(colour))[1] < 0.02


def fill_reserves(entrants: Sequence[Entrant]) -> dict[str, str]:
    """Give every entrant a colour, in order; reserve hues keep 35 degrees from all others."""
    colours: dict[str, str] = {}
    taken = [oklch(parse_hex(e.colour))[2] for e in entrants if e.colour and not _neutral(e.colour)]
    for entrant in entrants:
        if entrant.key in colours:
            continue
        if entrant.colour:
            colours[entrant.key] = entrant.colour
            continue
        hue = _free_hue(taken)
        taken.append(hue)
        colours[entrant.key] = hex_of(gamut(RESERVE_L, RESERVE_C, hue))
    return colours


def _free_hue(taken: Sequence[float]) -> float:
    for hue in RESERVE_HUES:
        if all(_hue_gap(hue, other) >= 35 for other in taken):
            return hue
    # More parties than free hues: the widest gap that is left is the best that colour can do; names do the rest.
    around = sorted(taken)
    gaps = [(b - a, a) for a, b in pairwise([*around, around[0] + 360])]
    width, start = max(gaps)
    return (start + width / 2) % 360


def _hue_gap(a: float, b: float) -> float:
    return abs((a - b + 180) % 360 - 180)


def clashes(first: str, second: str) -> bool:
    """Say whether two fills can be mistaken, by plain sight or with protanopia or deuteranopia."""
    return lab_distance(first, second) < 0.15 or cvd_distance(first, second) < 0.12


def part_leaders(colours: dict[str, str], first: str, second: str) -> dict[str, str]:
    """Turn the colour of `second` (later on the ballot) by 40 degrees until it parts from `first`."""
    if first not in colours or second not in colours or first == second:
        return colours
    fill = palette(colours[first], "light").f
    for turned in _turns(colours[second]):
        if not clashes(fill, palette(turned, "light").f):
            return {**colours, second: turned}
    return colours


def _turns(colour: str) -> Iterator[str]:
    """Give a colour, then its turns by 40 degrees, then the same lighter and darker, which parts any two."""
    own, chroma, hue = oklch(parse_hex(colour))
    yield colour
    for lightness in (own, 0.82, 0.48):
        for turn in range(1, 10):
            # Greys have no hue to turn: they borrow the reserve chroma.
            yield hex_of(gamut(lightness, max(chroma, RESERVE_C), (hue + 40 * turn) % 360))


def document_colours(document: ResultsDocument) -> dict[str, str]:
    """Return key -> `#rrggbb` for everybody shown on the page of a document."""
    ballot = sorted(document.candidates, key=lambda c: c.ballot_order)
    entrants = [_entrant(c.party, c.code) for c in ballot]
    for race in document.races:
        entrants += _race_entrants(race)
    entrants += [Entrant(party_key(line.party.code), line.party.color) for line in document.seats]
    colours = fill_reserves(_named_first(entrants))
    top = sorted(document.candidates, key=lambda c: -c.votes)[:2]
    if len(top) == 2:
        pair = sorted(top, key=lambda c: c.ballot_order)
        colours = part_leaders(colours, *(entrant_key(c.party, c.code) for c in pair))
    return colours


def _race_entrants(race: RaceLine) -> list[Entrant]:
    found = [_entrant(race.party, race.leader)] if race.leader else []
    return found + ([_entrant(race.second_party, race.second)] if race.second else [])


def _named_first(entrants: Iterable[Entrant]) -> list[Entrant]:
    """Keep one entrant a key; a registered colour found anywhere wins over none."""
    best: dict[str, Entrant] = {}
    for entrant in entrants:
        if entrant.key not in best or (best[entrant.key].colour is None and entrant.colour):
            best[entrant.key] = entrant
    return list(best.values())


def _entrant(party: Party | None, candidate: str | None) -> Entrant:
    return Entrant(entrant_key(party, candidate), _usable(party.color if party else None))


def _usable(colour: str | None) -> str | None:
    return colour if colour and re.fullmatch("#[0-9a-fA-F]{6}", colour) else None


def party_css(documents: ResultsDocument | Iterable[ResultsDocument]) -> str:
    """Write the `<style id="parties">` text for the parties of one or more documents."""
    listed = [documents] if isinstance(documents, ResultsDocument) else list(documents)
    colours: dict[str, str] = {}
    for document in listed:
        for key, colour in document_colours(document).items():
            colours.setdefault(key, colour)
    return colours_css(colours)


def colours_css(colours: dict[str, str]) -> str:
    """Write CSS variables and classes for `key -> colour`, one set a theme."""
    if not colours:
        return ""

    def block(theme: str, write: Callable[[Palette, str], str]) -> str:
        return "".join(write(palette(colour, theme), key) for key, colour in colours.items())

    light, dark = block("light", Palette.css), block("dark", Palette.css)
    strong = block("contrast", lambda p, key: f"--{key}-e:{p.e};--{key}-t:{p.t};")
    classes = "".join(
        f".p-{key}{{--f:var(--{key}-f);--e:var(--{key}-e);--tx:var(--{key}-t);--on:var(--{key}-on);"
        + "".join(f"--m{n}:var(--{key}-m{n});" for n in STEPS).rstrip(";")
        + "}"
        for key in colours
    )
    return (
        f":root{{{light}}}:root[data-theme=dark]{{{dark}}}:root[data-theme=contrast]{{{strong}}}"
        f"@media(prefers-color-scheme:dark){{:root:not([data-theme]){{{dark}}}}}{classes}"
    )
