"""What is still out, what just came in, and how the count came in."""

from __future__ import annotations

from dash.development.base_component import Component

from components.charts import arrival_chart, share_chart
from components.contest.more_charts import charts_link
from components.contest.words import baseline_name
from components.format import clean, number, percent
from components.i18n import level_count, level_title
from components.markup import Node, h
from components.view import ContestView
from data.records import ChildTotal, JustIn

SHOWN = 12
JUST_IN_SHOWN = 8


def out_section(view: ContestView) -> Component | None:
    """Draw the list of sub-areas without a counted form, with their voters and their earlier vote."""
    document, missing = view.document, view.not_reported
    if document.child_level is None or view.stations_below or not document.children:
        return None
    t = view.t
    if not missing:
        return h(
            "section",
            "blk",
            h("header", None, h("h2", None, t("Still out"))),
            h("p", None, t("All areas have reported.")),
        )
    areas = level_count(t, document.child_level, len(missing))
    largest = max((child.registered or 0 for child in missing), default=0)
    rows = [_row(view, child, largest) for child in missing]
    rest = rows[SHOWN:]
    return h(
        "section",
        "blk",
        h(
            "header",
            None,
            h("h2", None, t("Still out: {areas}", areas=areas)),
            h("p", None, t("Early counts follow the order in which forms arrive, not the country.")),
        ),
        _head(view),
        h("ul", "out", *rows[:SHOWN]),
        h("details", "fold", h("summary", None, t("{n} more", n=number(len(rest)))), h("ul", "out", *rest))
        if rest
        else None,
        charts_link(view, "uncounted", t("Where the uncounted votes are")),
    )


def _earlier(view: ContestView) -> list[str]:
    """The two candidates of the earlier election to show: the first two of its shares."""
    baseline = view.document.baseline
    if baseline is None:
        return []
    shares = dict(baseline.shares)
    for child in view.not_reported:
        for code in child.baseline:
            shares.setdefault(code, 0.0)
    return sorted(shares, key=lambda code: -shares[code])[:2]


def _head(view: ContestView) -> Component:
    t, baseline = view.t, view.document.baseline
    pair = _earlier(view)
    earlier = (
        f"{baseline.date[:4]}: {', '.join(baseline_name(view, c) for c in pair)}" if baseline and pair else ""
    )
    level = level_title(t, view.document.child_level or "")
    return h(
        "div",
        "outh cap",
        h("span", None, level),
        h("span", None, t("Registered voters")),
        h("span", None, earlier),
        aria_hidden="true",
    )


def _row(view: ContestView, child: ChildTotal, largest: int) -> Component:
    if child.registered is None:
        voters: Node = h("span", "num nowrap", _stations(view, child))
    else:
        width = f"{62 * child.registered / largest:.1f}%" if largest else "0"
        voters = [h("i", "k-void", style={"width": width}), h("span", "num nowrap", number(child.registered))]
    name: Node = h("b", None, clean(child.name))
    if view.publishes(child.level):
        name = h("a", "plain", name, href=view.area_href(child.code))
    return h("li", None, name, h("span", "vb", voters), h("span", None, *_earlier_bar(view, child)))


def _stations(view: ContestView, child: ChildTotal) -> str:
    if child.stations.total is None:
        return "–"
    return view.t.n("{n} station", "{n} stations", child.stations.total)


def _earlier_bar(view: ContestView, child: ChildTotal) -> list[Node]:
    baseline, pair = view.document.baseline, [code for code in _earlier(view) if code in child.baseline]
    if baseline is None or not pair:
        return []
    names = {code: baseline_name(view, code) for code in pair}
    label = f"{baseline.date[:4]}: " + ", ".join(f"{names[c]} {percent(child.baseline[c])}" for c in pair)
    bar = h(
        "span",
        "split",
        *[h("i", _tone(view, code), style={"flex": f"{child.baseline[code]:g}"}) for code in pair],
        role="img",
        aria_label=label,
    )
    words = h(
        "span",
        "cap ends",
        *[h("span", None, h("span", "nm2", f"{names[c]} "), percent(child.baseline[c], 0)) for c in pair],
        aria_hidden="true",
    )
    return [bar, words]


def _tone(view: ContestView, code: str) -> str:
    return f"p-{view.keys[view.then[code]]}" if code in view.then else "p-then"


def came_in_section(view: ContestView) -> Component | None:
    """Draw the arrival of forms, the shares at each moment and the newest forms."""
    t, document = view.t, view.document
    parts: list[Node] = []
    if len(document.history) > 1:
        parts += [h("h3", None, t("Station forms counted")), *arrival_chart(view)]
        if view.has_votes and len(view.ranked) > 1:
            parts += [h("h3", "gap2", t("Share of the votes counted at each moment")), *share_chart(view)]
    if document.just_in:
        parts += [h("h3", "gap2", t("Just in")), feed(view)]
    if not parts:
        return None
    head = h("header", None, h("h2", None, t("How the count came in")))
    return h("section", "blk", head, *parts, charts_link(view))


def feed(view: ContestView, most: int = JUST_IN_SHOWN) -> Component:
    """Draw the newest counted forms, newest first."""
    return h("ol", "feed", *[_item(view, form) for form in view.document.just_in[:most]])


def _item(view: ContestView, form: JustIn) -> Component:
    clock = view.clock
    return h(
        "li",
        None,
        h("time", None, clock.time(form.received_at), dateTime=clock.iso(form.received_at)),
        h(
            "span",
            None,
            h(
                "a",
                None,
                clean(form.station.name),
                href=view.urls.station(view.document.election, form.station.code),
            ),
            " ",
            h("span", "w", clean(form.area.name)),
        ),
        h("span", "num nowrap", votes_in_letters(view, form.votes)),
    )


def votes_in_letters(view: ContestView, votes: dict[str, int], mark: str = " · ") -> str:
    """Write the votes of the first two candidates by letter: `R 159 · O 166`."""
    return mark.join(
        f"{view.letters[c.code]} {number(votes[c.code])}" for c in view.ranked[:2] if c.code in votes
    )
