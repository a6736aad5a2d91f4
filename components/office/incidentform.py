"""The form that reports an incident: what, how serious, in whose words, when, where, a photo; and its receipt.

Called by `pages.office.report`. Drafts and sending are `assets/js/office/incident.js`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from dash.development.base_component import Component

from components.format import Clock, clean
from components.i18n import Translator
from components.markup import h
from components.office.entryform import errors, photo_field
from components.office.incident import SEVERITIES
from components.svg import Raw, el
from data.records import IncidentCategory

_LONGEST = 4000


@dataclass(frozen=True, kw_only=True)
class ReportView:
    """What the form that reports an incident shows. `stations` are (election, code, name); `chosen` one of them."""

    t: Translator
    categories: Sequence[IncidentCategory]
    elections: Sequence[tuple[str, str]]
    stations: Sequence[tuple[str, str, str]]
    election: str
    chosen: str
    zone: str
    now: datetime
    lang: str = "en"
    any_station: bool = False


def report_page(view: ReportView) -> Component:
    """Draw the form and the receipt that a script shows when it has arrived."""
    t = view.t
    words = h("p", "sendwords", id="send-words", role="status")
    button = h("button", "btn btn-1 wide", t("Check and send"), type="submit", id="send")
    form = h(
        "form",
        None,
        _what(view),
        _where(view),
        photo_field(t, t("3. Photo"), t("optional"), t("Only if it is safe to take one.")),
        h("div", "trouble", id="trouble", role="alert"),
        h("div", "sendbar", h("div", "send", words, button)),
        id="incident",
        noValidate="noValidate",
        autoComplete="off",
    )
    head = h(
        "div",
        "fhead",
        h("h1", None, t("Report an incident")),
        h("p", "muted", t("In danger? Get to safety first; call the police before you write.")),
    )
    return h("div", "entry", head, form, _receipt(t), data_entry="open")


def _field(name: str, words: str, control: Raw, *, small: str = "", target: str = "") -> Component:
    """One labelled control with the place where findings about it are said."""
    label = h("label", None, words, h("small", None, small) if small else None, for_=target or name)
    return h("div", "field", label, control, errors(name))


def _what(view: ReportView) -> Component:
    t = view.t
    kinds = [el("option", t("Choose …"), value="")]
    kinds += [el("option", t(kind.title), value=kind.category) for kind in view.categories]
    kind = el("select", *kinds, id="category", data_field="category", aria_describedby="e-category")
    clock = Clock(view.zone, view.lang)
    when = el(
        "input",
        id="happened_at",
        type="datetime-local",
        data_field="happened_at",
        value=f"{clock.local(view.now):%Y-%m-%dT%H:%M}",
        aria_describedby="e-happened_at",
    )
    told = el(
        "textarea",
        id="description",
        rows=5,
        maxlength=_LONGEST,
        data_field="description",
        aria_describedby="e-description",
    )
    hint = t("who, what, how many; what you only heard, say so")
    return h(
        "section",
        "fsec",
        h("h2", None, t("1. What happened")),
        _field("category", t("Kind"), kind),
        _severity(t),
        _field("description", t("What you saw, in your words"), told, small=hint),
        _field("happened_at", t("When ({zone})", zone=clock.zone_name(view.now)), when),
    )


def _severity(t: Translator) -> Component:
    choices = [
        h(
            "label",
            "pick2",
            el("input", type="radio", name="severity", value=code, data_field="severity"),
            h("span", None, h("b", None, t(word)), h("small", None, t(meaning))),
        )
        for code, (word, meaning) in SEVERITIES.items()
    ]
    legend = h("legend", None, t("How serious"))
    return h(
        "fieldset",
        "field",
        legend,
        h("div", "sevs", *choices),
        errors("severity"),
        aria_describedby="e-severity",
    )


def _where(view: ReportView) -> Component:
    t = view.t
    place = _any_station(view) if view.any_station else [_own_station(view)]
    here = h(
        "div",
        "here",
        h("button", "btn", t("Add where I am"), type="button", id="here"),
        h("span", "cap", id="here-words", role="status"),
    )
    return h("section", "fsec", h("h2", None, t("2. Where")), *place, here)


def _any_station(view: ReportView) -> list[Component]:
    """For who works in whole areas: any station by its code."""
    t = view.t
    options = [_option(code, title, view.election) for code, title in view.elections]
    election = el("select", *options, id="election", data_field="election", aria_describedby="e-election")
    station = el(
        "input",
        id="station",
        type="text",
        value=view.chosen,
        maxlength=100,
        data_field="station",
        aria_describedby="e-station",
    )
    hint = t("blank where it was at no station")
    return [
        _field("election", t("Election"), election),
        _field("station", t("Station code"), station, small=hint),
    ]


def _own_station(view: ReportView) -> Component:
    """For observers: one of theirs, or where the phone is."""
    t = view.t
    chosen = f"{view.election}|{view.chosen}" if view.chosen else ""
    options = [] if chosen else [el("option", t("Choose …"), value="")]
    for election, code, name in view.stations:
        options.append(_option(f"{election}|{code}", f"{clean(name)} ({code})", chosen))
    for election, _ in view.elections[:1]:
        options.append(_option(f"{election}|", t("At no station: where the phone is"), ""))
    select = el("select", *options, id="place", data_field="place", aria_describedby="e-station")
    return _field("station", t("Station"), select, target="place")


def _option(value: str, words: str, chosen: str) -> Raw:
    return el("option", words, value=value, selected="selected" if value == chosen else None)


def _receipt(t: Translator) -> Component:
    return h(
        "section",
        "rc",
        h("h2", None, h("span", None, "✓ ", aria_hidden="true"), t("Arrived"), " ", h("time", None, "", data_r="time")),
        h("p", "no", "", data_r="receipt"),
        h("p", "cap", t("Read this code to your coordinator. Sending again is harmless: the same report is stored once.")),
        h("a", "btn btn-1 wide", t("See the record"), href="/incidents", data_r="record"),
        h("a", "btn wide", t("My stations"), href="/observe"),
        id="receipt",
        hidden=True,
        tabIndex="-1",
    )  # fmt: skip
