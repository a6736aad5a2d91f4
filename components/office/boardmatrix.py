"""The matrix of the station board: areas against contests, where the night is stuck at a glance.

Called by `pages.office.manage`. A cell is its share of forms in, as number and bar, with marks for late and held ones.
"""

from __future__ import annotations

from collections.abc import Sequence

from dash.development.base_component import Component

from components.format import clean, number
from components.i18n import N_, Translator, level_title
from components.markup import Node, h
from components.office.boardlinks import BoardAddress, ward_href
from components.shell import contest_title
from data.records.board import BoardMatrix, MatrixCell, MatrixLine
from data.records.results import AreaRef

#: From here on a cell is drawn as stuck: so much of it waits for a person.
STUCK = 0.05
_KEY = (
    N_("share of forms that are in"),
    N_("nothing to report"),
    N_("late or held forms wait for a person"),
)


def matrix_view(t: Translator, matrix: BoardMatrix, address: BoardAddress) -> Component:
    """Draw the table with the way back up."""
    lines = sorted(matrix.lines, key=lambda line: -line.stuck)
    stuck = [line for line in lines if line.stuck >= STUCK]
    level = level_title(t, matrix.level)
    if not lines:
        return h("div", "bd-none void", h("p", None, t("There is nothing to show here yet.")))
    if stuck:
        said = t("Most stuck: {names}", names=", ".join(clean(line.area.name) for line in stuck[:3]))
    elif lines[0].stuck:
        said = t("Nowhere does more than {pct} wait for a person.", pct=f"{100 * STUCK:.0f}%")
    else:
        said = t("Nothing is stuck.")
    heads = [h("th", None, level, scope="col")]
    heads += [h("th", None, contest_title(t, contest.title), scope="col") for contest in matrix.contests]
    table = h(
        "table",
        "bd-m",
        h("caption", "vh", t("Forms that are in, by area and contest; the most stuck first")),
        h("thead", None, h("tr", None, *heads)),
        h("tbody", None, *[_line(t, matrix, line, address) for line in lines]),
    )
    return h(
        "div",
        None,
        crumbs(t, matrix.path, address, view="matrix"),
        h("p", "stand", said),
        _key(t),
        h("div", "bd-mw", table, tabIndex="0", role="region", aria_label=t("Matrix")),
        data_part="matrix",
    )


def crumbs(t: Translator, path: Sequence[AreaRef], address: BoardAddress, *, view: str) -> Component | None:
    """Draw the areas above, each a link to its own view; the last one is where we are."""
    if len(path) < 2:
        return None
    items = []
    for place, area in enumerate(path):
        last = place == len(path) - 1
        name = clean(area.name)
        href = address.to(view=view, area=area.code if place else None)
        inner = h("span", None, name, aria_current="page") if last else h("a", None, name, href=href)
        items.append(h("li", None, inner))
    return h("nav", "bd-crumb", h("ol", None, *items), aria_label=t("Areas above"))


def _key(t: Translator) -> Component:
    share, nothing, stuck = (t(words) for words in _KEY)
    return h(
        "p",
        "bd-key",
        h("span", None, h("span", "mx", h("i", None, style={"width": "60%"})), share),
        h("span", None, h("span", "mx nil"), nothing),
        h("span", None, h("b", "lt", "▲"), stuck),
    )


def _line(t: Translator, matrix: BoardMatrix, line: MatrixLine, address: BoardAddress) -> Component:
    name = clean(line.area.name)
    if line.open:
        inner: Node = h("a", None, name, href=address.to(view="matrix", area=line.area.code))
    else:
        inner = h("a", None, name, href=ward_href(address.election, line.area.code))
    cells = {cell.contest: cell for cell in line.cells}
    drawn = [
        _cell(
            t,
            cells.get(contest.code),
            contest_title(t, contest.title),
            address.to(view=None, area=line.area.code, contest=contest.code),
        )
        for contest in matrix.contests
    ]
    return h("tr", None, h("th", None, inner, scope="row"), *drawn, data_key=line.area.code)


def _cell(t: Translator, cell: MatrixCell | None, label: str, href: str) -> Component:
    if cell is None or cell.share_in_pct is None:
        empty = h("span", "mx nil", aria_hidden="true")
        return h("td", None, h("span", None, h("b", None, "–"), empty), data_l=label)
    share = share_words(cell.share_in_pct)
    bar = h("span", "mx", h("i", None, style={"width": f"{cell.share_in_pct:.0f}%"}), aria_hidden="true")
    link = h("a", None, h("b", "num", share), bar, _marks(t, cell), href=href)
    return h("td", "stuck" if cell.stuck >= STUCK else None, link, data_l=label)


def share_words(pct: float) -> str:
    """Write a share: `<1%` until it is one, `>99%` until it is all."""
    if 0 < pct < 1:
        return "<1%"
    if 99 < pct < 100:
        return ">99%"
    return f"{pct:.0f}%"


def _marks(t: Translator, cell: MatrixCell) -> Component | None:
    counts = cell.counts
    out = counts.held + counts.disputed
    marks: list[Node] = []
    if counts.late:
        words = t("{n} late", n=number(counts.late))
        if cell.late_median_min is not None:
            minutes = int(cell.late_median_min)
            words += f", {minutes // 60}:{minutes % 60:02d}"
        marks.append(h("i", None, f"▲ {words}"))
    if out:
        marks.append(h("i", None, f"▲ {t('{n} held', n=number(out))}"))
    return h("span", "mk", *marks) if marks else None
