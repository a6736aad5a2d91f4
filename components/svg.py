"""Inline SVG, and the few HTML elements Dash has no class for, as escaped text.

`el` is the only maker of `Raw`; charts and the map picture build with it. Must not be fed foreign markup.
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape


@dataclass(frozen=True, slots=True)
class Raw:
    """Markup that is already escaped; `markup.to_html` writes it as it is."""

    text: str


Attribute = str | int | float | None


def el(tag: str, *children: Raw | str | int, **attributes: Attribute) -> Raw:
    """Build one element. Text children and attribute values are escaped.

    `class_`, `for_` lose the underscore; other underscores become hyphens; `None` leaves an attribute out.
    """
    written = "".join(
        f' {_name(name)}="{_value(value)}"' for name, value in attributes.items() if value is not None
    )
    inner = "".join(
        child.text if isinstance(child, Raw) else escape(str(child), quote=False) for child in children
    )
    if not inner and tag in _EMPTY:
        return Raw(f"<{tag}{written}>" if tag in ("input", "img") else f"<{tag}{written}/>")
    return Raw(f"<{tag}{written}>{inner}</{tag}>")


def join(parts: list[Raw]) -> Raw:
    """Put pieces of markup one after the other."""
    return Raw("".join(part.text for part in parts))


def num(value: float) -> str:
    """Write a coordinate with one decimal at most."""
    text = f"{value:.1f}"
    return text[:-2] if text.endswith(".0") else text


def lens() -> Raw:
    """Draw the lens of a search field."""
    return el(
        "svg",
        el("circle", cx=7, cy=7, r=5),
        el("path", d="M11 11l4 4"),
        width=16,
        height=16,
        viewBox="0 0 16 16",
        fill="none",
        stroke="currentColor",
        stroke_width=1.8,
        aria_hidden="true",
    )


_EMPTY = frozenset({"path", "circle", "line", "rect", "input", "img", "use"})


def _name(name: str) -> str:
    if name in ("viewBox", "preserveAspectRatio", "patternUnits", "patternTransform"):
        return name
    return name.rstrip("_").replace("_", "-")


def _value(value: str | int | float) -> str:
    return num(value) if isinstance(value, float) else escape(str(value))
