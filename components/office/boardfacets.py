"""Facets of the station board: what can be chosen, with how many rows each choice has.

Called by `components.office.board`. A form that works without a script; with one, each change shows at once.
"""

from __future__ import annotations

from dash.development.base_component import Component

from components.format import clean, number
from components.holds import hold_words
from components.i18n import Translator, level_title
from components.markup import Node, h
from components.office.asked import hidden
from components.office.boardlinks import PATH, BoardAddress
from components.office.boardwords import STATES, source_name
from components.svg import el
from data.records.board import BOARD_STATES, BoardFacets

#: So many areas stand open; the others unfold.
_AREAS = 8
#: Parameters that the form's own boxes say.
_OWN = ("state", "late", "check", "missing", "differ", "findings", "observer", "area")


def facets(t: Translator, found: BoardFacets, address: BoardAddress) -> Component:
    """Draw the facets; `found` are the counts of what the person sees."""
    groups = [
        _states(t, found, address),
        _checks(t, found, address),
        _sources(t, found, address),
        _areas(t, found, address),
    ]
    kept = [hidden("election", address.election)]
    kept += [
        hidden(name, value)
        for name, value in address.given.items()
        if name not in (*_OWN, "after", "prev", "election")
    ]
    form = h(
        "form",
        None,
        *kept,
        *groups,
        # After the boxes of the areas: the first of two is what counts.
        hidden("area", address.given["area"]) if "area" in address.given else None,
        h("button", "btn go", t("Show"), type="submit"),
        method="get",
        action=PATH,
        id="bd-form",
    )
    return h(
        "aside",
        "bd-facets",
        h("details", None, h("summary", None, t("Filters")), form, open="open"),
        aria_label=t("Filters"),
        id="bd-facets",
    )


def _box(
    name: str,
    words: str,
    count: int | None,
    *,
    chosen: bool,
    value: str = "1",
    mark: bool = False,
    css: str = "",
) -> Component:
    """One choice; `mark` puts the sign of what needs a person before the count."""
    box = el("input", type="checkbox", name=name, value=value, checked="" if chosen else None, data_f=name)
    figure = [h("b", None, "▲") if mark and count else None, number(count)] if count is not None else []
    look = f"{css} zero" if count == 0 and not chosen else css
    return h(
        "label",
        look.strip() or None,
        box,
        h("span", None, words),
        h("span", "num", *figure),
        data_key=f"{name}={value}",
    )


def _group(legend: str, boxes: list[Component], *more: Node) -> Component | None:
    if not boxes:
        return None
    return h("fieldset", None, h("legend", None, legend), *boxes, *more, data_key=legend)


def _states(t: Translator, found: BoardFacets, address: BoardAddress) -> Component | None:
    chosen = address.states()
    boxes = []
    for state in BOARD_STATES:
        mark = state in ("held", "disputed")
        boxes.append(
            _box(
                f"state_{state}",
                t(STATES[state][1]),
                getattr(found.counts, state),
                chosen=state in chosen,
                mark=mark,
            )
        )
        if state == "not_reported":
            late = address.given.get("late") == "1"
            boxes.append(
                _box("late", t("of them late"), found.counts.late, chosen=late, mark=True, css="sub")
            )
    return _group(t("State of form"), boxes)


def _checks(t: Translator, found: BoardFacets, address: BoardAddress) -> Component | None:
    boxes = []
    for rule in found.checks:
        words = t("Disputed by a manager") if rule.rule == "manager" else hold_words(t, rule.rule)
        chosen = address.given.get("check") == rule.rule
        boxes.append(_box("check", words, rule.forms, chosen=chosen, value=rule.rule))
    return _group(t("Check that failed"), boxes)


def _sources(t: Translator, found: BoardFacets, address: BoardAddress) -> Component | None:
    given = address.given
    boxes = []
    for one in found.sources:
        words = t("Without {source}", source=source_name(t, one.source))
        chosen = given.get("missing") == one.source
        boxes.append(
            _box("missing", words, max(0, found.counts.total - one.rows), chosen=chosen, value=one.source)
        )
    boxes.append(_box("differ", t("Sources differ"), found.differ, chosen=given.get("differ") == "1"))
    boxes.append(_box("findings", t("Open findings"), found.findings, chosen=given.get("findings") == "1"))
    nobody = given.get("observer") == "none"
    boxes.append(_box("observer", t("Without an observer"), found.unobserved, chosen=nobody, value="none"))
    return _group(t("Sources and people"), boxes)


def _areas(t: Translator, found: BoardFacets, address: BoardAddress) -> Component | None:
    lines = [line for line in found.areas if line.area.code != address.given.get("area")]
    boxes = [
        _box("area", clean(line.area.name), line.counts.not_reported, chosen=False, value=line.area.code)
        for line in lines
    ]
    if not boxes:
        return None
    level = level_title(t, lines[0].area.level)
    rest = boxes[_AREAS:]
    more = None
    if rest:
        summary = h("summary", "bd-more", t("All {n}", n=number(len(boxes))))
        more = h("details", None, summary, *rest, data_key="areas")
    return _group(t("{level}, by forms missing", level=level), boxes[:_AREAS], more)
