"""The two lines over time as charts: forms counted, and shares at each moment. Drawn by `components.charts`."""

from __future__ import annotations

from components.charts import (
    arrival_label,
    arrival_picture,
    share_at,
    share_label,
    share_lines,
    share_picture,
    thinned,
    voted,
)
from components.format import number, percent
from components.graphics.chart import SMALL, Chart, Key, Rows
from components.graphics.draw import with_counted
from components.view import ContestView
from data.records import HistoryPoint


def arrivals_fit(view: ContestView) -> bool:
    """Whether there are two moments of the count."""
    return len(view.document.history) > 1 and view.document.history[-1].counted > 0


def shares_fit(view: ContestView) -> bool:
    """Whether there are two moments with votes of at least two candidates."""
    return not view.races_page and len(view.ranked) > 1 and view.has_votes and len(voted(view)) > 1


def arrivals(view: ContestView, _rows: Rows, width: int) -> Chart | None:
    """Draw stations counted over time; absent until two moments are published."""
    if not arrivals_fit(view):
        return None
    t, sentence = view.t, with_counted(view, arrival_label(view))
    svg, frame = arrival_picture(view, small=width <= SMALL, label=sentence)
    return Chart(
        svg=svg,
        sentence=sentence,
        width=frame.width,
        height=frame.height,
        head=(t("Time"), t("Forms counted")),
        rows=tuple((when(view, point), number(point.counted)) for point in thinned(view.document.history)),
    )


def shares(view: ContestView, _rows: Rows, width: int) -> Chart | None:
    """Draw shares over time; absent until two moments have votes, and for a single candidate."""
    if not shares_fit(view):
        return None
    t, shown = view.t, share_lines(view)
    sentence = with_counted(view, share_label(view))
    svg, frame = share_picture(view, small=width <= SMALL, label=sentence)
    return Chart(
        svg=svg,
        sentence=sentence,
        width=frame.width,
        height=frame.height,
        head=(t("Time"), t("Forms counted"), *(view.short[c.code] for c in shown)),
        rows=tuple(
            (when(view, point), number(point.counted), *(percent(share_at(point, c.code)) for c in shown))
            for point in thinned(voted(view))
        ),
        legend=tuple(
            Key(f"{view.short[c.code]} {percent(c.share_pct)}", party=view.keys[c.code]) for c in shown
        ),
        note=t("Early counts follow the order in which forms arrive, not the country."),
    )


def when(view: ContestView, point: HistoryPoint) -> str:
    """Write a moment of the count; the day where the count runs over days."""
    history = view.document.history
    clock = view.clock
    if clock.short_date(history[0].at) == clock.short_date(history[-1].at):
        return clock.time(point.at)
    return f"{clock.short_date(point.at)} {clock.time(point.at)}"
