"""The map of public incidents: areas shaded by how many they have, as one small inline SVG. Never a point.

Called by `components.incidents`. Shades are ink, not hue; the list beside the map holds the same figures with names.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from components.format import number
from components.shapes import GRID, Shapes, Topology, project
from components.svg import Raw, el, join

_STEPS = 4
_ROOM = 18  # a figure needs so much room in the area, in picture units


def incident_map(
    geometry: dict[str, Any],
    sha: str,
    counts: Mapping[str, int],
    names: Mapping[str, str],
    *,
    href: Callable[[str], str],
    words: str,
) -> Raw | None:
    """Draw the areas of `counts`; `None` when none of them has a shape."""
    shapes = project(Topology(sha, geometry))
    drawn = [code for code in counts if code in shapes.areas]
    if not drawn:
        return None
    most = max(counts.values(), default=0)
    # For the pointer only: the list beside the map holds the same links with names.
    paths = [
        el("a", _area(shapes, code, (names[code], counts[code], most)), href=href(code), tabindex=-1)
        for code in drawn
    ]
    areas = el("g", join(paths), transform=f"scale({GRID})", fill_rule="evenodd", aria_hidden="true")
    figures = [_figure(shapes, code, counts[code], most) for code in drawn if counts[code]]
    return el(
        "svg",
        areas,
        el("g", join(figures), aria_hidden="true"),
        viewBox=f"0 0 {shapes.width} {shapes.height}",
        class_="incmap",
        role="group",
        aria_label=words,
    )


def step(count: int, most: int) -> int:
    """Return the shade of a count: 0 for none, then equal steps up to the largest."""
    return 0 if not count else max(1, -(-_STEPS * count // most))


def _area(shapes: Shapes, code: str, told: tuple[str, int, int]) -> Raw:
    name, count, most = told
    title = el("title", f"{name}: {number(count)}")
    return el("path", title, class_=f"i{step(count, most)}", d=shapes.areas[code].path)


def _figure(shapes: Shapes, code: str, count: int, most: int) -> Raw:
    shape = shapes.areas[code]
    if min(shape.room) < _ROOM:
        return Raw("")
    x, y = shape.spot
    return el("text", number(count), class_=f"t{step(count, most)}", x=round(x), y=round(y + 5))
