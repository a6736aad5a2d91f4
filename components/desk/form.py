"""The form of the embed desk: what, which chart, what it looks like. A plain GET form; scripts send it by themselves.

Called by `components.desk.whole`. Draws only.
"""

from __future__ import annotations

from dash.development.base_component import Component

from components.desk.codes import LEAST_HEIGHT, MOST_HEIGHT, THEMES
from components.desk.view import DeskView, Step
from components.format import clean
from components.i18n import level_title
from components.languages import languages
from components.markup import Node, h
from components.shell import contest_title
from components.svg import Raw, el
from data.records import AreaRef


def desk_form(view: DeskView) -> Component:
    """Draw the form."""
    hidden: list[Node] = [
        el("input", type="hidden", name=name, value=value)
        for name, value in (("lang", view.t.lang), ("width", view.width))
        if value not in ("en", "full")
    ]
    return h(
        "form",
        "desk-form",
        _where(view),
        _charts(view),
        _look(view),
        *hidden,
        h("button", "btn btn-1", view.t("Update"), type="submit", id="desk-go"),
        action="/embeds",
        method="get",
        id="desk-form",
    )


def _field(name: str, label: str, entry: Node, hint: str = "") -> Component:
    below = h("p", "cap", hint, id=f"desk-{name}-hint") if hint else None
    return h("div", "desk-field", h("label", None, label, for_=f"desk-{name}"), entry, below)


def _select(name: str, options: list[Raw]) -> Raw:
    return el("select", *options, id=f"desk-{name}", name=name)


def _option(value: str, label: str, *, chosen: bool) -> Raw:
    return el("option", label, value=value, selected="selected" if chosen else None)


def _where(view: DeskView) -> Component:
    t, choice = view.t, view.choice
    elections = [
        _option(
            index.election,
            f"{t('REHEARSAL')} · {clean(index.title)}" if index.is_test else clean(index.title),
            chosen=index.election == choice.election,
        )
        for index in view.elections
    ]
    contests = [
        _option(line.code, contest_title(t, line.title), chosen=line.code == choice.contest)
        for line in view.index.contests
        if any(name.startswith(f"{line.code}/") for name in view.index.documents)
    ]
    return h(
        "fieldset",
        None,
        h("legend", None, t("What to show")),
        _field("election", t("Election"), _select("election", elections)),
        _field("contest", t("Contest"), _select("contest", contests)),
        _field("area", t("Area"), _area_select(view)),
        _area_search(view),
        id="desk-set-where",
    )


def _area_select(view: DeskView) -> Raw:
    groups = [_group(view, step) for step in view.areas]
    return _select("area", groups)


def _group(view: DeskView, step: Step) -> Raw:
    t = view.t
    label = t("In {area}", area=clean(step.below)) if step.below else t("This area and those above it")
    options = [
        _option(area.code, _name(view, area), chosen=not step.below and area.code == view.choice.area)
        for area in step.areas
    ]
    return el("optgroup", *options, label=label)


def _name(view: DeskView, area: AreaRef) -> str:
    return f"{clean(area.name)} · {level_title(view.t, area.level)}"


def _area_search(view: DeskView) -> Component:
    t = view.t
    entry = el(
        "input",
        id="desk-find",
        name="find",
        type="search",
        value=view.find or None,
        autocomplete="off",
        role="combobox",
        aria_expanded="false",
        aria_controls="desk-find-list",
        aria_autocomplete="list",
        placeholder=t("Name of an area"),
        data_search=view.urls.api(view.choice.election, "search"),
        data_none=t("No area of that name has figures of this contest."),
        data_failed=t("The search did not answer. Choose from the list of areas."),
    )
    levels = {level: level_title(t, level) for level in view.index.levels}
    box = h(
        "div",
        "desk-combo",
        entry,
        h("ul", None, id="desk-find-list", role="listbox", aria_label=t("Areas found"), data_keep=""),
    )
    return h(
        "div",
        "desk-find",
        _field("find", t("Find another area"), box),
        _hits(view),
        **{f"data-level-{level}": title for level, title in levels.items()},
    )


def _hits(view: DeskView) -> Component | None:
    """What a form without scripts found: links to this desk with that area."""
    if view.found is None:
        return None
    if not view.found:
        return h("p", "cap", view.t("No area of that name has figures of this contest."), role="status")
    items: list[Node] = [
        h("li", None, h("a", None, _name(view, area), href=view.here(area=area.code))) for area in view.found
    ]
    return h("ul", "desk-hits", *items)


def _charts(view: DeskView) -> Component:
    t, choice = view.t, view.choice
    items: list[Node] = [_chart(view, place) for place in range(len(view.charts))]
    measures = [
        _option(code, label, chosen=code == (choice.measure or "leader")) for code, label in view.measures
    ]
    return h(
        "fieldset",
        None,
        h("legend", None, t("Chart")),
        h("ul", "desk-charts", *items),
        _field("measure", t("Map shows"), _select("measure", measures)) if measures else None,
        id="desk-set-charts",
    )


def _chart(view: DeskView, place: int) -> Component:
    one = view.charts[place]
    name = f"desk-chart-{one.code}"
    entry = el(
        "input",
        type="radio",
        name="chart",
        value=one.code,
        id=name,
        checked="checked" if one.code == view.choice.chart else None,
        disabled="disabled" if one.why else None,
        aria_describedby=f"{name}-why" if one.why else None,
    )
    why = h("span", "cap", one.why, id=f"{name}-why") if one.why else None
    return h(
        "li", "off" if one.why else None, entry, h("label", None, one.title, for_=name), why, data_key=name
    )


def _look(view: DeskView) -> Component:
    t, choice = view.t, view.choice
    words = {"auto": t("As the reader's device"), "light": t("Light"), "dark": t("Dark")}
    themes = [_option(theme, words[theme], chosen=theme == choice.theme) for theme in THEMES]
    tongues = [
        _option(code, language.native, chosen=code == choice.lang) for code, language in languages().items()
    ]
    height = el(
        "input",
        id="desk-height",
        name="height",
        type="number",
        inputmode="numeric",
        min=LEAST_HEIGHT,
        max=MOST_HEIGHT,
        step=1,
        value=choice.height or None,
        placeholder=t("Automatic"),
        aria_describedby="desk-height-hint",
    )
    hint = t(
        "Empty: as high as the figures need, with the script; {px} pixels without it.", px=view.codes.height
    )
    return h(
        "fieldset",
        None,
        h("legend", None, t("Appearance")),
        _field("look", t("Theme"), _select("look", themes)),
        _field("words", t("Language"), _select("words", tongues)),
        _field("height", t("Height in pixels"), height, hint),
        id="desk-set-look",
    )
