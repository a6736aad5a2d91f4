"""The map of the station board: where forms are in and where they are late, as one inline picture with its twin in words.

Called by `pages.office.manage`. Steps are ink (forms in) or the signal (late), never hue alone: each area is in the list.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from dash.development.base_component import Component

from components.format import clean, number
from components.i18n import N_, Translator
from components.markup import Node, h
from components.office.boardlinks import BoardAddress
from components.office.boardmatrix import crumbs, share_words
from components.shapes import GRID, Shapes, Topology, project
from components.svg import Raw, el, join
from data.records.board import BoardCounts, BoardMatrix, MatrixLine

SHADES = (("in", N_("Forms in")), ("late", N_("Late")))
#: Upper bounds of the steps in percent; what is above the last is the last step.
_STEPS = {"in": (25.0, 50.0, 75.0), "late": (2.0, 5.0, 10.0)}
_RAMPS = {"in": ("0–25%", "25–50%", "50–75%", "75–100%"), "late": ("0–2%", "2–5%", "5–10%", ">10%")}


@dataclass(frozen=True)
class _Area:
    line: MatrixLine
    counts: BoardCounts

    def share(self, shade: str) -> float | None:
        """The share that is shown, in percent; `None` where there is nothing to report."""
        if not self.counts.total:
            return None
        part = self.counts.arrived if shade == "in" else self.counts.late
        return 100 * part / self.counts.total


def map_view(
    t: Translator, matrix: BoardMatrix, geometry: tuple[str, dict[str, Any]] | None, address: BoardAddress
) -> Component:
    """Draw map, legend and list of the areas of `matrix`, of one contest or of all together."""
    shade = "late" if address.given.get("shade") == "late" else "in"
    contest = address.given.get("contest")
    areas = [_Area(line, _counts(line, contest)) for line in matrix.lines]
    areas.sort(key=lambda area: _rank(area, shade))
    shapes = project(Topology(*geometry)) if geometry is not None else None
    picture: Node = h(
        "p", "note-plain", t("There are no boundaries of these areas. The list holds the same figures.")
    )
    if shapes is not None and shapes.areas:
        picture = h("div", "mapbox", _picture(t, areas, shapes, shade, address))
    return h(
        "div",
        None,
        crumbs(t, matrix.path, address, view="map"),
        h("div", "bd-tools", _shades(t, shade, address), _legend(t, shade)),
        h("div", "bd-map", picture, _twin(t, areas, address)),
        data_part="map",
    )


def _counts(line: MatrixLine, contest: str | None) -> BoardCounts:
    cells = [cell.counts for cell in line.cells if contest in (None, cell.contest)]
    names = ("total", "held", "disputed", "not_reported", "preliminary", "verified", "confirmed", "late")
    return BoardCounts(**{name: sum(getattr(one, name) for one in cells) for name in names})


def _rank(area: _Area, shade: str) -> tuple[float, str]:
    share = area.share(shade)
    if share is None:
        return (1000.0, area.line.area.name)
    return (share if shade == "in" else -share, area.line.area.name)


def _shades(t: Translator, shade: str, address: BoardAddress) -> Component:
    links = [
        h(
            "a",
            None,
            t(words),
            href=address.to(shade=None if name == "in" else name),
            aria_current="true" if name == shade else None,
        )
        for name, words in SHADES
    ]
    return h("nav", "seg", *links, aria_label=t("What the map shows"))


def _legend(t: Translator, shade: str) -> Component:
    steps = [
        h(
            "span",
            None,
            el(
                "svg",
                el("rect", width=28, height=14, class_=f"area {shade} s{place}"),
                viewBox="0 0 28 14",
                aria_hidden="true",
            ),
            words,
        )
        for place, words in enumerate(_RAMPS[shade], start=1)
    ]
    nothing = h("span", None, h("i", "mx nil", style={"width": "28px"}), t("nothing to report"))
    return h("p", "bd-ramp bd-map", *steps, nothing)


def _step(share: float, shade: str) -> int:
    return 1 + sum(share >= bound for bound in _STEPS[shade])


def _picture(t: Translator, areas: list[_Area], shapes: Shapes, shade: str, address: BoardAddress) -> Raw:
    dots = el(
        "pattern",
        el("rect", width=6, height=6, fill="var(--void)"),
        el("circle", cx=3, cy=3, r=1, fill="var(--void-dot)"),
        id="bdv",
        width=6,
        height=6,
        patternUnits="userSpaceOnUse",
        patternTransform=f"scale({1 / GRID})",
    )
    drawn = [area for area in areas if area.line.area.code in shapes.areas]
    paths = [_path(area, shapes, shade, address) for area in drawn]
    labels = [_label(area, shapes, shade) for area in drawn]
    return el(
        "svg",
        el("defs", dots),
        # For the pointer: the list beside it holds the same links with names and figures.
        el("g", join(paths), transform=f"scale({GRID})", fill_rule="evenodd", aria_hidden="true"),
        el("g", join(labels), aria_hidden="true"),
        viewBox=f"0 0 {shapes.width} {shapes.height}",
        role="group",
        aria_label=t("Map. The list holds the same figures."),
    )


def _path(area: _Area, shapes: Shapes, shade: str, address: BoardAddress) -> Raw:
    share = area.share(shade)
    css = "area nil" if share is None else f"area {shade} s{_step(share, shade)}"
    path = el("path", d=shapes.areas[area.line.area.code].path)
    return el(
        "a",
        el("path", d=shapes.areas[area.line.area.code].path, class_="k0"),
        _with_class(path, css),
        href=_into(area.line, address),
        tabindex=-1,
    )


def _with_class(path: Raw, css: str) -> Raw:
    return Raw(path.text.replace("<path ", f'<path class="{css}" ', 1))


def _label(area: _Area, shapes: Shapes, shade: str) -> Raw:
    shape = shapes.areas[area.line.area.code]
    share = area.share(shade)
    name = clean(area.line.area.name)
    if share is None or len(name) * 6.6 > shape.room[0] or shape.room[1] < 30:
        return Raw("")
    x, y = round(shape.spot[0]), round(shape.spot[1])
    return join(
        [
            el("text", name, class_="lb", x=x, y=y - 2),
            el("text", share_words(share), class_="lb", x=x, y=y + 12),
        ]
    )


def _into(line: MatrixLine, address: BoardAddress) -> str:
    if line.open:
        return address.to(view="map", area=line.area.code)
    return address.to(view=None, area=line.area.code, shade=None)


def _twin(t: Translator, areas: list[_Area], address: BoardAddress) -> Component:
    items = [_item(t, area, address) for area in areas]
    return h("ol", "bd-list", *items, aria_label=t("Areas of the map"))


def _item(t: Translator, area: _Area, address: BoardAddress) -> Component:
    share = area.share("in")
    words = "–" if share is None else share_words(share)
    width: Mapping[str, str] = {"width": f"{share or 0:.0f}%"}
    bar = h("span", "mx nil" if share is None else "mx", h("i", None, style=width), aria_hidden="true")
    late = h("b", "lt", f"▲ {t('{n} late', n=number(area.counts.late))}") if area.counts.late else None
    return h(
        "li",
        None,
        h("a", None, clean(area.line.area.name), href=_into(area.line, address)),
        bar,
        h("span", "num", words),
        h("span", None, late),
    )
