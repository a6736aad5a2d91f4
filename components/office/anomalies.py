"""The page of anomalies: forms by score with what was compared in numbers, the ward beside the chosen one, areas by score.

Called by `pages.office.anomalies`; the script `anomalies.js` sends explanations and follows what happens. Never says why a
figure is as it is, nor that anybody meant it. Filters are links and forms and work without the script.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dash.development.base_component import Component

from components.contest.progress import chip
from components.format import Clock, clean, number
from components.i18n import N_, Translator, level_title
from components.markup import Node, h
from components.office.anomalyscore import score_bar, score_mark, score_part
from components.office.anomalystrip import strip_figure
from components.office.entryform import source_title
from components.office.manage import with_query
from components.office.verify import moment, what, where
from components.shell import contest_title
from components.svg import Raw, el
from data.records import FormPlace
from data.records.anomalies import (
    AnomalyArea,
    AnomalyAreas,
    AnomalyFinding,
    AnomalyForm,
    AnomalyPage,
    PeerStrip,
)

PATH = "/manage/anomalies"
SCORES = (
    ("", N_("0.5 and more")),
    ("0.7", N_("0.7 and more")),
    ("0.9", N_("0.9 and more")),
    ("0", N_("Every score")),
)
_ALERT = (("", N_("With and without an alert")), ("1", N_("With an alert")), ("0", N_("Without an alert")))
_COUNTING = (("", N_("All forms")), ("1", N_("Only forms that count")), ("0", N_("Only other sources")))


@dataclass(frozen=True, kw_only=True)
class AnomalyView:
    """What the page shows. `given` is what the address says; `rules` are (code, title) of forms; `strip` is the ward of the
    form `chosen`; `page` or `areas` is `None`, after the view asked for."""

    t: Translator
    clock: Clock
    election: str
    levels: Sequence[str]
    given: Mapping[str, str]
    contests: Sequence[tuple[str, str]]
    rules: Sequence[tuple[str, str]]
    titles: Mapping[str, str]
    head: Component
    page: AnomalyPage | None = None
    areas: AnomalyAreas | None = None
    chosen: AnomalyForm | None = None
    strip: PeerStrip | None = None
    fault: str = ""


def anomalies_page(view: AnomalyView) -> Component:
    """Draw the page."""
    t = view.t
    intro = t(
        "A score from 0 to 1 says how far figures lie from what is usual. It says nothing about why: look at the form first."
    )
    body = _areas(view, view.areas) if view.areas is not None else _forms(view)
    return h(
        "div",
        "an",
        h("div", "an-head", h("h1", "ttl", t("Anomalies")), view.head),
        h("p", "an-intro", intro),
        _tabs(view),
        _filters(view),
        h("p", "note-bad", view.fault, role="alert") if view.fault else None,
        h(
            "p",
            "note-plain an-news",
            t("The queue has changed."),
            " ",
            h("button", "btn", t("Show it"), type="button"),
            hidden=True,
        ),
        h("div", None, body, id="an-live"),
    )


def _tabs(view: AnomalyView) -> Component:
    t = view.t
    tabs = [("", t("Forms")), *((level, level_title(t, level)) for level in reversed(view.levels[1:]))]
    here = view.areas.level if view.areas is not None else ""
    items = [
        h(
            "li",
            None,
            h(
                "a",
                None,
                words,
                href=with_query(PATH, view.given, level=level or None, after=None, form=None),
                aria_current="page" if level == here else None,
            ),
        )
        for level, words in tabs
    ]
    return h("nav", "tabs an-tabs", h("ul", None, *items), aria_label=t("Level"))


def _filters(view: AnomalyView) -> Component:
    t, given = view.t, view.given
    contests = [("", t("All contests")), *((code, contest_title(t, title)) for code, title in view.contests)]
    fields = [
        _choice(t("Contest"), "contest", contests, given),
        h(
            "label",
            None,
            h("span", None, t("Area code")),
            el("input", name="area", value=given.get("area", ""), maxlength=100, size="9"),
        ),
    ]
    if view.areas is None:
        rules = [("", t("All rules")), *((code, t(title)) for code, title in view.rules)]
        fields += [
            _choice(t("Rule"), "rule", rules, given),
            _choice(t("Score"), "min_score", [(code, t(words)) for code, words in SCORES], given),
            _choice(t("Alerts"), "alert", [(code, t(words)) for code, words in _ALERT], given),
            _choice(t("Forms"), "counting", [(code, t(words)) for code, words in _COUNTING], given),
        ]
    kept = [
        el("input", type="hidden", name=name, value=given[name])
        for name in ("election", "level")
        if name in given
    ]
    button = h("button", "btn", t("Show"), type="submit")
    return h("form", "an-filter", *kept, *fields, button, action=PATH, method="get", role="search")


def _choice(words: str, name: str, options: Sequence[tuple[str, str]], given: Mapping[str, str]) -> Component:
    chosen = given.get(name, "")
    known = {code for code, _ in options}
    shown = [*options, *([] if chosen in known else [(chosen, clean(chosen))])]
    marked = [
        el("option", title, value=code, selected="selected" if code == chosen else None)
        for code, title in shown
    ]
    return h("label", None, h("span", None, words), el("select", *marked, name=name))


# Forms ------------------------------------------------------------------------------------------------


def _forms(view: AnomalyView) -> Component:
    t, page = view.t, view.page
    lines: list[AnomalyForm] = [line for line in (page.lines if page else ()) if not _same(line, view.chosen)]
    if view.chosen is not None:
        lines = [view.chosen, *lines]
    if not lines:
        none = t("No form with these filters has anything that nobody has explained.")
        return h("p", "void an-none", h("span", None, none))
    following = None
    if page is not None and page.next is not None:
        href = with_query(PATH, view.given, after=page.next, form=None)
        following = h("p", "an-more", h("a", "btn", t("Next forms"), href=href))
    return h("div", None, h("ol", "an-list", *[_form(view, line) for line in lines]), following)


def _same(line: AnomalyForm, chosen: AnomalyForm | None) -> bool:
    return chosen is not None and line.form == chosen.form


def _form(view: AnomalyView, line: AnomalyForm) -> Component:
    t, place = view.t, line.place
    name = place.station or place.area
    is_chosen = _same(line, view.chosen)
    return h(
        "li",
        "an-form on" if is_chosen else "an-form",
        h("div", "an-score", score_mark(t, line.score)),
        h(
            "div",
            "an-what",
            h(
                "h2",
                None,
                h("a", None, clean(name.name), href=_dossier(view, line)),
                " ",
                h("span", "code", name.code),
            ),
            h(
                "p",
                "an-where",
                where(place),
                " · ",
                what(t, place),
                " · ",
                moment(view.clock, line.received_at),
                " ",
                chip(t, line.state),
            ),
            h("ul", "an-findings", *[_finding(view, one, place) for one in line.findings]),
            _ways(view, line, is_chosen),
        ),
        _ward(view, line) if is_chosen else None,
        id=f"f-{line.form}",
    )


def _dossier(view: AnomalyView, line: AnomalyForm) -> str:
    if line.place.station is None:
        return f"/manage/forms/{line.form}"
    return f"/manage/stations/{view.election}/{line.place.station.code}"


def _ways(view: AnomalyView, line: AnomalyForm, is_chosen: bool) -> Component:
    t = view.t
    words = t.n("Form and {n} photo", "Form and {n} photos", line.photos) if line.photos else t("The form")
    links: list[Node] = [h("a", "btn", words, href=f"/manage/forms/{line.form}")]
    if not is_chosen and line.place.station is not None and line.place.counting and not line.hidden:
        href = with_query(PATH, view.given, form=str(line.form)) + f"#f-{line.form}"
        links.append(h("a", "btn", t("Beside its ward"), href=href))
    if line.alert is not None:
        links.append(h("a", "btn", t("Its alert"), href=f"/manage/alerts/{line.alert}"))
    return h("p", "an-ways", *links)


def _ward(view: AnomalyView, line: AnomalyForm) -> Component | None:
    if view.strip is None:
        return None
    t = view.t
    ward = h(
        "a",
        None,
        clean(line.place.area.name),
        href=f"/manage/wards/{view.election}/{line.place.area.code}",
    )
    return h(
        "section",
        "an-ward",
        h("h3", None, *t.parts("Beside the other forms of {ward}", ward=ward)),
        h(
            "p",
            "an-key",
            h("span", "an-key-this", t("this form")),
            h("span", "an-key-dot", t("another form")),
        ),
        strip_figure(t, view.strip),
    )


# Findings ---------------------------------------------------------------------------------------------


def _finding(view: AnomalyView, one: AnomalyFinding, place: FormPlace | None) -> Component:
    t = view.t
    told: list[Node]
    if one.sentence is None:
        told = [t("What was compared is told when the form has been typed a second time.")]
    else:
        told = list(t.parts(one.sentence, **_fields(view, one, place)))
    explained = None
    if one.explained is not None:
        words = t(
            "Explained by {name}: {reason}", name=clean(one.explained_by or ""), reason=clean(one.explained)
        )
        explained = h("p", "an-explained", words)
    return h(
        "li",
        "an-done" if one.explained is not None else None,
        h("p", "an-rule", h("b", None, t(one.title)), score_bar(one.score), h("span", "num", f"{one.score:.2f}")),
        h("p", "an-said", *told),
        explained,
        _explain(t, one) if one.explained is None and one.sentence is not None else None,
    )  # fmt: skip


def _fields(view: AnomalyView, one: AnomalyFinding, place: FormPlace | None) -> dict[str, Component | Raw | str]:  # fmt: skip
    """Write the numbers of a finding for its sentence; whom it was compared with becomes a link to that group."""
    t, numbers = view.t, one.numbers or {}
    fields: dict[str, Component | Raw | str] = {name: _written(value) for name, value in numbers.items()}
    if "source" in numbers:
        fields["source"] = source_title(t, str(numbers["source"]))
    if one.peers is not None:
        words = t(one.peers, forms=fields.get("forms", ""))
        href = _peer_address(view, numbers, place)
        fields["peers"] = h("a", None, words, href=href) if href else words
    return fields


def _written(value: Any) -> str:
    if isinstance(value, bool) or value is None:
        return ""
    if isinstance(value, int):
        return number(value)
    if isinstance(value, float):
        return f"{value:.1f}" if value >= 0.1 or value == 0 else f"{value:.1g}"
    return clean(str(value))


def _peer_address(view: AnomalyView, numbers: Mapping[str, Any], place: FormPlace | None) -> str | None:
    if place is None:
        return None
    area = place.path[-1] if numbers.get("against") == "constituency" and place.path else place.area
    return f"/manage/wards/{view.election}/{area.code}"


def _explain(t: Translator, one: AnomalyFinding) -> Component:
    box = f"why-{one.finding}"
    return h(
        "details",
        "an-explain",
        h("summary", None, t("Looked at: explain it")),
        h(
            "form",
            "field",
            h("label", None, t("Why it is as it is"), for_=box),
            h("small", None, t("It leaves the queue until its score grows. Your words stay in the audit log."), id=f"{box}-h"),
            el(
                "textarea", id=box, name="reason", rows="3", minlength="3", maxlength="2000", required="",
                aria_describedby=f"{box}-h",
            ),
            h("p", "an-send", h("button", "btn btn-1", t("Explained"), type="submit"), h("span", "said", role="status")),
            data_explain=str(one.finding),
            method="post",
        ),
    )  # fmt: skip


# Areas ------------------------------------------------------------------------------------------------


def _areas(view: AnomalyView, areas: AnomalyAreas) -> Component:
    t = view.t
    if not areas.lines:
        return h("p", "void an-none", h("span", None, t("Nothing speaks of an area with these filters.")))
    return h("ol", "an-list", *[_area(view, line) for line in areas.lines])


def _area(view: AnomalyView, line: AnomalyArea) -> Component:
    t = view.t
    above = " › ".join(clean(ref.name) for ref in line.path[1:])
    forms: Node = t.n("{n} form in the queue", "{n} forms in the queue", line.flagged)
    if line.flagged:
        href = with_query(PATH, view.given, level=None, area=line.area.code, contest=line.contest, after=None)
        forms = h("a", None, forms, href=href)
    many = line.parts.get("flagged_forms")
    return h(
        "li",
        "an-form",
        h("div", "an-score", score_mark(t, line.score)),
        h(
            "div",
            "an-what",
            h(
                "h2",
                None,
                h("a", None, clean(line.area.name), href=f"/manage/wards/{view.election}/{line.area.code}"),
                " ",
                h("span", "code", line.area.code),
            ),
            h("p", "an-where", above, " · " if above else None, contest_title(t, line.contest_title), " · ", forms),
            h(
                "ul",
                "an-findings",
                *[_finding(view, one, None) for one in line.findings],
                score_part(t, t(view.titles["flagged_forms"]), many) if many is not None else None,
            ),
        ),
    )  # fmt: skip


def script_words(t: Translator) -> dict[str, str]:
    """Return the sentences of the script."""
    return {
        "an_sending": t("Sending…"),
        "an_done": t("Explained. It has left the queue."),
        "an_refused": t("It was not stored: {reason}", reason="{reason}"),
        "an_lost": t("No answer. Nothing was stored; send it again."),
    }
