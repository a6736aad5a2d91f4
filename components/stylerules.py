"""Reads the site's style sheets as far as drawings need them: tokens by theme, and rules with plain selectors.

Used by `components.flat` alone, so that a picture that stands alone looks as the same drawing on its page. Knows classes,
tags, attributes and descendants; what needs a pointer, a state or a medium is left out. Must not know what is drawn.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

CSS = Path(__file__).resolve().parent.parent / "assets" / "css"
SHEETS = ("components.css", "site.css")
#: Families as a file names them that is opened anywhere.
FAMILIES = {"--font-text": "sans-serif", "--font-head": "serif", "--font-code": "monospace"}
#: The properties that a shape or a text of an SVG has.
PROPERTIES = frozenset(
    {
        "display",
        "fill",
        "fill-opacity",
        "fill-rule",
        "font",
        "font-family",
        "font-size",
        "font-style",
        "font-weight",
        "letter-spacing",
        "opacity",
        "paint-order",
        "stroke",
        "stroke-dasharray",
        "stroke-linecap",
        "stroke-linejoin",
        "stroke-opacity",
        "stroke-width",
        "text-anchor",
        "vector-effect",
    }
)
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_COMPOUND = re.compile(
    r"(?P<tag>[a-zA-Z][\w-]*|\*)?(?P<rest>(?:\.[\w-]+|\[[\w-]+(?:=[\"']?[\w-]+[\"']?)?\])*)"
)
_PART = re.compile(r"\.(?P<cls>[\w-]+)|\[(?P<name>[\w-]+)(?:=[\"']?(?P<value>[\w-]+)[\"']?)?\]")


@dataclass(frozen=True)
class Compound:
    """One link of a selector: what a single element must be."""

    tag: str
    classes: frozenset[str]
    attributes: tuple[tuple[str, str | None], ...]

    def fits(self, tag: str, classes: frozenset[str], attributes: dict[str, str]) -> bool:
        """Say whether an element is meant."""
        if self.tag not in ("", "*", tag) or not self.classes <= classes:
            return False
        return all(n in attributes and v in (None, attributes[n]) for n, v in self.attributes)


@dataclass(frozen=True)
class Rule:
    """Declarations and whom they are for: the last compound is the element, those before are around it."""

    compounds: tuple[Compound, ...]
    weight: tuple[int, int, int]
    declarations: tuple[tuple[str, str], ...]


@lru_cache(maxsize=4)
def tokens(theme: str) -> dict[str, str]:
    """Return the custom properties of a theme, with families that every machine has."""
    text = _COMMENT.sub("", (CSS / "tokens.css").read_text("utf-8"))
    found: dict[str, str] = {}
    for selector, body in _blocks(text):
        if selector in (":root", f':root[data-theme="{theme}"]'):
            found |= {name: value for name, value in _declarations(body) if name.startswith("--")}
    return found | FAMILIES


@lru_cache(maxsize=1)
def rules() -> tuple[Rule, ...]:
    """Return the rules of the sheets that say something about drawings, the weakest first."""
    found: list[Rule] = []
    for sheet in SHEETS:
        for selectors, body in _blocks(_COMMENT.sub("", (CSS / sheet).read_text("utf-8"))):
            kept = tuple(d for d in _declarations(body) if d[0] in PROPERTIES or d[0].startswith("--"))
            for selector in selectors.split(",") if kept else ():
                compounds = _compounds(selector)
                if compounds:
                    found.append(Rule(compounds, _weight(compounds, len(found)), kept))
    return tuple(sorted(found, key=lambda rule: rule.weight))


@lru_cache(maxsize=4096)
def rules_for(tag: str, classes: frozenset[str]) -> tuple[Rule, ...]:
    """Return the rules that may be for an element, the weakest first; its attributes and what is around are not asked yet."""
    return tuple(
        rule
        for rule in rules()
        if rule.compounds[-1].tag in ("", "*", tag) and rule.compounds[-1].classes <= classes
    )


def _blocks(text: str) -> list[tuple[str, str]]:
    """Split a sheet into selector and body; blocks inside of media and the like are left out."""
    found, at, depth, start, selector = [], 0, 0, 0, ""
    for place, letter in enumerate(text):
        if letter == "{":
            if depth == 0:
                selector, start = text[at:place].strip(), place + 1
            depth += 1
        elif letter == "}":
            depth -= 1
            if depth == 0:
                at = place + 1
                if not selector.startswith("@"):
                    found.append((selector, text[start:place]))
    return found


def _declarations(body: str) -> list[tuple[str, str]]:
    pairs = (part.partition(":") for part in body.split(";") if ":" in part)
    read = [(name.strip(), value.replace("!important", "").strip()) for name, _, value in pairs]
    return [(name, value) for name, value in read if name != "display" or value == "none"]


def _compounds(selector: str) -> tuple[Compound, ...]:
    """Read a selector; empty for one that says more than what an element is and what is around it."""
    found = []
    for word in selector.split():
        match = _COMPOUND.fullmatch(word)
        if match is None:
            return ()
        parts = list(_PART.finditer(match["rest"] or ""))
        classes = frozenset(part["cls"] for part in parts if part["cls"])
        attributes = tuple((part["name"], part["value"]) for part in parts if part["name"])
        found.append(Compound(match["tag"] or "", classes, attributes))
    return tuple(found)


def _weight(compounds: tuple[Compound, ...], order: int) -> tuple[int, int, int]:
    strong = sum(len(c.classes) + len(c.attributes) for c in compounds)
    return strong, sum(1 for c in compounds if c.tag not in ("", "*")), order
