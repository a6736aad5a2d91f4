"""One form before a third person: the readings side by side with the photo, and what may be decided.

Called by `pages.office.resolve`; its script is `verifydecide.js`. Without readings where the person could still be the
form's second typist.
"""

from __future__ import annotations

from dash.development.base_component import Component

from components.contest.progress import chip
from components.format import Clock, clean, number
from components.holds import finding_words, hold_words
from components.i18n import N_, Translator
from components.markup import Node, h
from components.office.verify import PATH, PHOTO_KEYS, TOTALS, keys_help, moment, photo_view, place_head
from components.svg import el
from data.records import Differences, Reading

#: step or choice, key, words, what it does, needs a reason
CHOICES = (
    ("first", "1", N_("The first reading is right"), N_("The form is verified as it is.")),
    ("second", "2", N_("The second reading is right"), N_("Its figures become a revision, verified by you.")),
    (
        "correction",
        "3",
        N_("Both are wrong"),
        N_("You type the paper's figures; somebody else types them once more."),
    ),
)
STEPS = (
    ("confirm", "C", N_("Confirm"), N_("You looked at it: the form is final.")),
    ("dispute", "D", N_("Dispute"), N_("The form leaves the totals until somebody lets it count.")),
    ("release", "L", N_("Let it count"), N_("The hold ends; rules do not hold the form again.")),
)
KEYS = (
    ("1 2 3", N_("Choose which reading is right")),
    ("C D L", N_("Confirm, dispute, let it count")),
    ("Ctrl+Enter", N_("Send the decision")),
    *PHOTO_KEYS,
    ("?", N_("Show or hide the keys")),
)


def differences_page(t: Translator, clock: Clock, found: Differences) -> Component:
    """Draw the page."""
    return h(
        "div",
        "vf-resolve",
        place_head(t, found.place),
        h("p", "vf-state", *_state(t, clock, found)),
        h(
            "div",
            "vf-two",
            photo_view(t, found.photos),
            h("section", "vf-sheet", *_sheet(t, clock, found), aria_label=t("Readings")),
        ),
        keys_help(t, KEYS),
    )


def _state(t: Translator, clock: Clock, found: Differences) -> list[Node]:
    pieces: list[Node] = [
        chip(t, found.state),
        " ",
        t("Revision {n}, received", n=found.revision),
        " ",
        moment(clock, found.received_at),
        ". ",
    ]
    if found.state == "disputed":
        by_rule = found.hold_rule not in (None, "manager")
        why = hold_words(t, found.hold_rule) if by_rule else (found.hold_detail or "")
        pieces.append(h("b", "vf-why", "▲ ", why))
        if by_rule and found.hold_detail:
            pieces.append(f" ({finding_words(t, found.hold_detail)})")
        pieces.append(" ")
    pieces.append(h("a", None, t("All sources and steps"), href=f"/manage/forms/{found.form}"))
    return pieces


def _sheet(t: Translator, clock: Clock, found: Differences) -> list[Node]:
    if found.first is None:
        note = t(
            "This form waits for a second entry. Its figures stay hidden from everybody who could still type it."
        )
        link = h("a", "btn btn-1", t("Type it now"), href=f"{PATH}?form={found.form}")
        return [h("p", "note-plain", note), h("p", "vf-acts", link), _decide(t, found)]
    return [_table(t, clock, found), _decide(t, found)]


def _table(t: Translator, clock: Clock, found: Differences) -> Component:
    readings = [found.first, *reversed(found.seconds)] if found.first else []
    heads = [h("th", None, h("span", None, t("Figure")), scope="col")]
    for place, reading in enumerate(readings, start=1):
        title = t("First reading") if place == 1 else t("Reading {n}", n=place)
        who = h("small", None, *_by(t, clock, reading))
        heads.append(h("th", "n", h("span", None, title, h("br"), who), scope="col"))
    if "resolve" in found.may:
        heads.append(h("th", "n vf-paper", h("span", None, t("Paper")), scope="col", hidden=True))
    rows = [_row(t, found, readings, f"votes.{c.code}", clean(c.name)) for c in found.candidates]
    rows += [_row(t, found, readings, name, t(words)) for name, words in TOTALS]
    table = h(
        "table",
        "t vf-diff",
        h("caption", "vh", t("Readings of the form side by side")),
        h("thead", None, h("tr", None, *heads)),
        h("tbody", None, *rows),
    )
    # On a narrow screen the table scrolls by itself, by finger and by keyboard.
    label = t("Readings of the form side by side")
    return h("div", "tw vf-wide", table, tabIndex="0", role="region", aria_label=label)


def _by(t: Translator, clock: Clock, reading: Reading) -> list[Node]:
    name = t("you") if reading.own else (reading.by or t("imported"))
    return [clean(name), ", ", clock.time(reading.at)]


def _row(t: Translator, found: Differences, readings: list[Reading], field: str, label: str) -> Component:
    values = [value_of(reading, field) for reading in readings]
    differs = len(set(values)) > 1
    mark = h("b", "vf-mark", "▲ ", h("span", None, t("differs"))) if differs else None
    cells: list[Node] = [h("th", None, h("span", None, label, " ", mark), scope="row")]
    cells += [h("td", "n num", t("not stated") if value is None else number(value)) for value in values]
    if "resolve" in found.may:
        box = el(
            "input",
            name=field,
            inputmode="numeric",
            pattern="[0-9]*",
            maxlength=9,
            autocomplete="off",
            aria_label=t("{name}, as on the paper", name=label),
        )
        cells.append(h("td", "n vf-paper", box, hidden=True))
    return h("tr", "dif" if differs else None, *cells)


def value_of(reading: Reading, field: str) -> int | None:
    """Return one figure of a reading by the name of its field (`votes.<code>` or a total)."""
    if field.startswith("votes."):
        return reading.figures.votes.get(field[6:])
    value: int | None = getattr(reading.figures, field)
    return value


def _decide(t: Translator, found: Differences) -> Component:
    why = h("p", "note-plain", t(found.why_not)) if found.why_not else None
    options = []
    if "resolve" in found.may:
        options += [_option(t, *choice) for choice in CHOICES]
    options += [_option(t, *step) for step in STEPS if step[0] in found.may]
    if not options:
        return h("div", "vf-decide", why or h("p", "note-plain", t("Nothing is to be decided here now.")))
    return h(
        "form",
        "vf-decide",
        why,
        h("fieldset", None, h("legend", None, t("Your decision")), *options),
        h(
            "div",
            "field",
            h(
                "label",
                None,
                t("Reason"),
                h("small", None, t("Required, except to confirm. It stays with the form.")),
                for_="vf-reason",
            ),
            h("textarea", None, id="vf-reason", name="reason", maxLength=1000, rows="3"),
        ),
        h("div", "vf-warn", id="vf-warn"),
        h("p", "note-bad", id="vf-bad", role="alert", hidden=True),
        h("button", "btn btn-1 wide", t("Send the decision"), h("kbd", None, "Ctrl+Enter"), type="submit"),
        id="vf-decide",
        noValidate=True,
    )


def _option(t: Translator, value: str, key: str, words: str, effect: str) -> Component:
    return h(
        "label",
        "vf-option",
        el("input", type="radio", name="choice", value=value, data_key=key.lower()),
        h("span", None, h("b", None, t(words)), " ", h("kbd", None, key), h("small", None, t(effect))),
    )
