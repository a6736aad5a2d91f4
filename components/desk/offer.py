"""Which charts there are for embeds and which of them a document can show, each with its title and, if not, the reason.

Reads the two lists of charts (`components.embed`, `components.graphics`), so a new kind is offered without a change here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from components.contest.map_part import measures_offered
from components.embed import EMBED_CHARTS, known_charts
from components.graphics import CHARTS, Rows
from components.i18n import Translator
from components.mapsvg import has_picture
from components.view import MEASURES, ContestView

_MEASURE = re.compile(rf"(?:{'|'.join(MEASURES)}|margin|share:[^\s]{{1,80}})")


@dataclass(frozen=True)
class Offered:
    """One kind of chart; `why` says why this document cannot show it, empty where it can."""

    code: str
    title: str
    why: str = ""


def known_chart(code: str) -> bool:
    """Tell whether an embed of this kind exists at all."""
    return code in known_charts()


def is_measure(text: str) -> bool:
    """Tell whether this is the name of a measure of a map."""
    return _MEASURE.fullmatch(text) is not None


def chart_title(t: Translator, code: str) -> str:
    """Name a kind of chart."""
    return t(known_charts()[code])


def showable(view: ContestView, rows: Callable[[str], Rows]) -> dict[str, bool]:
    """Try every kind on a document; `rows` gives the areas of a level. Costly: one drawing a kind."""
    found = {code: _html_shows(view, code) for code in EMBED_CHARTS}
    for code, kind in CHARTS.items():
        level = kind.level(view)
        found[code] = kind.draw(view, rows(level) if level else (), 600) is not None
    return found


def offered(view: ContestView, can: Mapping[str, bool]) -> tuple[Offered, ...]:
    """List all kinds in their order: first what can be shown, then the others with the reason."""
    t = view.t
    kinds = [
        Offered(code, chart_title(t, code), "" if can.get(code) else _why(t, code)) for code in known_charts()
    ]
    return tuple(sorted(kinds, key=lambda one: bool(one.why)))


def map_measures(view: ContestView) -> list[tuple[str, str]]:
    """List what a map of this document can show, with the words for it."""
    return measures_offered(view)


def _html_shows(view: ContestView, code: str) -> bool:
    document = view.document
    shown = {
        "map": has_picture(view),
        "table": bool(document.children),
        "seats": bool(document.seats),
        "races": bool(document.races),
        "turnout": document.votes.registered is not None or document.votes.cast is not None,
    }
    return shown.get(code, True)


def _why(t: Translator, code: str) -> str:
    reasons = {
        "map": t("The data has no boundaries of the areas below this one."),
        "table": t("There are no areas below this one."),
        "seats": t("Only where many races are seen at once, such as all governors."),
        "races": t("Only where many races are seen at once, such as all governors."),
        "turnout": t("Neither voters nor ballots are stated here."),
    }
    return reasons.get(code) or t("Nothing of this kind is in these figures.")
