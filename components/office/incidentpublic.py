"""The form by which anybody reports an incident, and its receipt. Works without a script; written for a phone.

Called by `pages.office.incident_public`. It shows nothing that was reported.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from dash.development.base_component import Component

from components.format import clean
from components.i18n import Translator
from components.markup import Node, h
from components.svg import Raw, el
from data.records import IncidentCategory

PATH = "/report"
#: A field that no person sees: what fills it is a program.
TRAP = "website"


@dataclass(frozen=True, kw_only=True)
class PublicView:
    """What the form shows; `given` is what was written before, `wrong` the field and sentence of a refusal."""

    t: Translator
    election: str
    title: str
    categories: Sequence[IncidentCategory]
    areas: Sequence[tuple[str, str, str]]
    key: str
    now: str
    zone: str
    longest: int
    given: Mapping[str, str] = field(default_factory=dict)
    wrong: tuple[str, str] = ("", "")


def public_form(view: PublicView) -> Component:
    """Draw the form."""
    t = view.t
    trap = h(
        "div",
        "hp",
        h("label", None, "Website", for_=TRAP),
        el("input", id=TRAP, name=TRAP, type="text", tabindex="-1", autocomplete="off"),
        aria_hidden="true",
    )
    station = _text(view, "station", maxlength=100)
    when = _text(view, "happened_at", type="datetime-local", value=view.now)
    unsafe = t("no names of people who could be harmed")
    form = h(
        "form",
        None,
        el("input", type="hidden", name="election", value=view.election),
        el("input", type="hidden", name="key", value=view.key),
        trap,
        _field(view, "category", t("What it is about"), _kinds(view)),
        _field(view, "area", t("Where"), _areas(view)),
        _field(view, "station", t("Station code"), station, small=t("if you know it; on the station's notice")),
        _field(view, "happened_at", t("When ({zone})", zone=view.zone), when),
        _field(view, "description", t("What you saw, in your words"), _words(view), small=unsafe),
        h("button", "btn btn-1 wide", t("Send"), type="submit"),
        method="post",
        action=PATH,
        noValidate="noValidate",
    )  # fmt: skip
    said = (
        h("p", "note-bad", "▲ ", view.wrong[1], role="alert") if view.wrong[1] and not view.wrong[0] else None
    )
    return h(
        "div",
        "pr",
        h("h1", "ttl", t("Report an incident")),
        h("p", "muted", clean(view.title)),
        h("p", "note-plain", t("In danger? Get to safety first; call the police before you write.")),
        said,
        form,
        h(
            "p",
            "cap",
            t("No name is asked for. A person reads every report before anything of it is shown to anybody."),
        ),
    )


def public_receipt(t: Translator, receipt: str) -> Component:
    """Draw what a sender keeps."""
    told = t(
        "It is read by people of the election office. What they publish is in their words, later, and without the place."
    )
    return h(
        "div",
        "pr",
        h("h1", "ttl", t("Your report has arrived")),
        h("p", None, t("Keep this code. Whoever asks about the report needs it.")),
        h("p", "no num", receipt),
        h("p", "muted", told),
        h("p", None, h("a", "btn wide", t("Report another one"), href=PATH)),
    )  # fmt: skip


def _field(view: PublicView, name: str, words: str, control: Node, *, small: str = "") -> Component:
    wrong = view.wrong[0] == name
    said = h("p", "err", "▲ ", view.wrong[1], id=f"e-{name}", role="alert") if wrong else None
    hint = h("small", None, small) if small else None
    return h("div", "field", h("label", None, words, hint, for_=name), control, said)


def _marks(view: PublicView, name: str) -> dict[str, str | None]:
    wrong = view.wrong[0] == name
    return {
        "id": name,
        "name": name,
        "aria_invalid": "true" if wrong else None,
        "aria_describedby": f"e-{name}" if wrong else None,
    }


def _text(view: PublicView, name: str, **more: str | int) -> Raw:
    given = view.given.get(name)
    values: dict[str, str | int | float | None] = {"type": "text", **more, **_marks(view, name)}
    if given is not None:
        values["value"] = given
    return el("input", **values)


def _words(view: PublicView) -> Raw:
    return el(
        "textarea",
        view.given.get("description", ""),
        rows=6,
        maxlength=view.longest,
        **_marks(view, "description"),
    )


def _kinds(view: PublicView) -> Raw:
    t = view.t
    options = [el("option", t("Choose …"), value="")]
    options += [
        _option(t(kind.title), kind.category, view.given.get("category", "")) for kind in view.categories
    ]
    return el("select", *options, **_marks(view, "category"))


def _areas(view: PublicView) -> Raw:
    options = [el("option", view.t("Choose …"), value="")]
    for above, areas in groupby(view.areas, key=lambda area: area[2]):
        inside = [_option(clean(name), code, view.given.get("area", "")) for code, name, _ in areas]
        options.append(
            el("optgroup", *inside, label=clean(above)) if above else Raw("".join(o.text for o in inside))
        )
    return el("select", *options, **_marks(view, "area"))


def _option(words: str, value: str, chosen: str) -> Raw:
    return el("option", words, value=value, selected="selected" if value == chosen else None)
