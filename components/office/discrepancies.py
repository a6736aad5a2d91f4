"""The discrepancy board: where a source disagrees with what counts, in words and numbers, largest first.

Called by `pages.office.discrepancies`. A form that somebody could still type blind shows only that it differs.
"""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

from dash.development.base_component import Component

from components.format import clean, number
from components.i18n import N_, Translator
from components.markup import Node, h
from components.office.entryform import source_title
from components.office.verify import LIST_KEYS, filters, keys_help, where
from components.shell import contest_title
from data.records import Discrepancy, DiscrepancyPage, FigureDifference

PATH = "/manage/discrepancies"
LEVELS = (
    ("station", N_("Stations")),
    ("constituency", N_("Constituencies")),
    ("county", N_("Counties")),
)
_ABOUT = {
    "station": N_("Copies of a station's form beside the form that counts."),
    "constituency": N_("Forms of a constituency beside the sum of the stations' forms in the totals."),
    "county": N_("Forms of a county beside the sum of the stations' forms in the totals."),
}
_TOTALS = {"valid": N_("Valid votes"), "rejected": N_("Rejected votes")}
_SHOWN = 6


def board_page(t: Translator, board: DiscrepancyPage, given: Mapping[str, str]) -> Component:
    """Draw the board; `given` are the filters of the address."""
    return h(
        "div",
        "vf-board",
        h("h1", "head", t("Discrepancies")),
        _tabs(t, board, given),
        h(
            "div",
            "vf-bar",
            h("p", None, t(_ABOUT[board.level])),
            filters(t, given, path=PATH, kept=("level", board.level)),
            _export(t, board, given),
        ),
        h("p", "note-plain", t("Only the newest forms were compared: there are more. Choose an area."))
        if board.limited
        else None,
        _table(t, board)
        if board.rows
        else h("p", "void vf-none", h("span", None, t("Nothing disagrees here now."))),
        _pager(t, board, given),
        keys_help(t, LIST_KEYS),
    )


def _tabs(t: Translator, board: DiscrepancyPage, given: Mapping[str, str]) -> Component:
    items = []
    for level, words in LEVELS:
        here = level == board.level
        href = f"{PATH}?{urlencode({**given, 'level': level})}"
        small = h("small", "num", number(board.total)) if here else None
        items.append(
            h("li", None, h("a", None, t(words), small, href=href, aria_current="page" if here else None))
        )
    return h("nav", "tabs vf-tabs", h("ul", None, *items), aria_label=t("Level"))


def _export(t: Translator, board: DiscrepancyPage, given: Mapping[str, str]) -> Component:
    query = urlencode({**given, "level": board.level})
    return h("a", "btn", t("Download CSV"), href=f"/api/v1/discrepancies.csv?{query}", download="")


def _table(t: Translator, board: DiscrepancyPage) -> Component:
    heads = [N_("Place"), N_("Where"), N_("Form"), N_("Difference"), N_("What differs")]
    return h(
        "div",
        "tw",
        h(
            "table",
            "t cards vf-list",
            h("caption", "vh", t("Discrepancies, largest first")),
            h(
                "thead",
                None,
                h("tr", None, *[h("th", None, h("span", None, t(words)), scope="col") for words in heads]),
            ),
            h("tbody", None, *[_row(t, row) for row in board.rows]),
            data_rows="open",
        ),
    )


def _row(t: Translator, row: Discrepancy) -> Component:
    name = row.place.station or row.place.area
    title = f"{contest_title(t, row.place.contest_title)}, {source_title(t, row.place.source)}"
    size: Node = t("hidden") if row.size is None else t.n("{n} vote", "{n} votes", row.size)
    return h(
        "tr",
        None,
        h(
            "td",
            "nm",
            h("a", None, clean(name.name), href=f"/manage/forms/{row.form}"),
            " ",
            h("span", "code", name.code),
        ),
        h("td", "wide", where(row.place)),
        h("td", "wide", title),
        h("td", "n num", h("b", None, "▲ ", size)),
        h("td", "wide vf-why", *_words(t, row)),
    )


def _words(t: Translator, row: Discrepancy) -> list[Node]:
    if row.hidden:
        return [t("It differs. Figures are hidden until somebody has typed the form a second time.")]
    pieces: list[Node] = []
    if row.forms_in is not None and row.stations is not None:
        counted = t(
            "{n} of {total} stations are in the totals.", n=number(row.forms_in), total=number(row.stations)
        )
        pieces.append(h("p", None, counted))
    shown = row.lines[:_SHOWN]
    pieces.append(h("ul", None, *[h("li", None, _line(t, line)) for line in shown]))
    if len(row.lines) > len(shown):
        pieces.append(h("p", None, t.n("{n} more figure", "{n} more figures", len(row.lines) - len(shown))))
    return pieces


def _line(t: Translator, line: FigureDifference) -> str:
    name = t(_TOTALS[line.code]) if line.code in _TOTALS else clean(line.name)
    sign = "+" if line.difference > 0 else "−"
    return t(
        "{name}: {stated} here, {counted} counted ({difference})",
        name=name,
        stated=number(line.stated),
        counted=number(line.counted),
        difference=f"{sign}{number(abs(line.difference))}",
    )


def _pager(t: Translator, board: DiscrepancyPage, given: Mapping[str, str]) -> Component | None:
    if board.pages == 1:
        return None
    links: list[Node] = [t("Page {n} of {total}", n=board.page, total=board.pages)]
    for page, words in ((board.page - 1, N_("Page before")), (board.page + 1, N_("Next page"))):
        if 1 <= page <= board.pages:
            query = urlencode({**given, "level": board.level, "page": page})
            links.append(h("a", "btn", t(words), href=f"{PATH}?{query}"))
    return h("p", "vf-more", *links)
