"""Sentences of the station board: states, why a row is there, how late it is, what a manager wrote down.

Called by the other modules of the board and by the page, which sends the same sentences to `boardrow.js`. Pure.
"""

from __future__ import annotations

from datetime import datetime

from dash.development.base_component import Component

from components.format import Clock, clean
from components.holds import RULES, finding_words, hold_words
from components.i18n import N_, Translator
from components.markup import Node, h
from components.office.entryform import source_title
from components.svg import Raw
from data.records.board import BOARD_STATES, BoardRow, StationContact

#: state: class of its chip, words
STATES = {
    "held": ("dis", N_("Held")),
    "disputed": ("dis", N_("Disputed")),
    "not_reported": ("nil", N_("Not reported")),
    "preliminary": ("pre", N_("Preliminary")),
    "verified": ("ver", N_("Verified")),
    "confirmed": ("con", N_("Confirmed")),
}
CONTACTS = {
    "called": N_("Called, reached"),
    "no_answer": N_("Called, no answer"),
    "promised": N_("Promised the form"),
    "message": N_("Sent a message"),
    "visited": N_("Visited"),
    "other": N_("Other"),
}
#: Fields that a script fills later.
_SLOTS = {name: f"{{{name}}}" for name in ("n", "all", "area", "time")}
_ICONS = {
    "dis": '<path d="M6 1l5.4 10H.6z" fill="none" stroke="currentColor" stroke-width="1.4"/>'
    '<path d="M6 4.6v3M6 8.9v1" stroke="currentColor" stroke-width="1.4"/>',
    "pre": '<circle cx="6" cy="6" r="5" fill="none" stroke="currentColor" stroke-width="1.4" stroke-dasharray="2 1.6"/>',
    "ver": '<circle cx="6" cy="6" r="5" fill="none" stroke="currentColor" stroke-width="1.4"/>'
    '<path d="M3.4 6.2l1.8 1.8 3.4-3.8" fill="none" stroke="currentColor" stroke-width="1.4"/>',
    "con": '<circle cx="6" cy="6" r="5.4" fill="currentColor"/>'
    '<path d="M3.4 6.2l1.8 1.8 3.4-3.8" fill="none" stroke="var(--ink)" stroke-width="1.4"/>',
}


def state_chip(t: Translator, state: str) -> Component:
    """Draw a state: shape and word."""
    cls, words = STATES.get(state, ("pre", state))
    icon = Raw(f'<svg viewBox="0 0 12 12" aria-hidden="true">{_ICONS[cls]}</svg>') if cls in _ICONS else None
    return h("span", f"chip {cls}", icon, h("span", None, t(words)))


def source_code(source: str) -> str:
    """Write a source as a tag: `34A`."""
    return clean(source).upper()


def minutes_late(row: BoardRow, now: datetime) -> int | None:
    """How many minutes past the expected time a late row is."""
    if not row.late or row.expected_at is None:
        return None
    return max(0, int((now - row.expected_at).total_seconds() // 60))


def span(minutes: int) -> str:
    """Write a length of time as `1:55`."""
    return f"{minutes // 60}:{minutes % 60:02d}"


def moment(clock: Clock, at: datetime, now: datetime) -> Component:
    """Write the time of a day; of another day with the date."""
    same = clock.local(at).date() == clock.local(now).date()
    words = clock.time(at) if same else f"{clock.short_date(at)} {clock.time(at)}"
    return h("time", None, words, dateTime=clock.iso(at))


def why(t: Translator, row: BoardRow, clock: Clock) -> list[Node]:
    """Say why a row stands where it does: what holds it, what it was expected from, what was agreed on the telephone."""
    words: list[Node] = []
    if row.state in ("held", "disputed"):
        rule = None if row.hold_rule in (None, "manager") else hold_words(t, row.hold_rule)
        if rule:
            words.append(rule)
        if row.hold_detail:
            words.append(clean(finding_words(t, row.hold_detail)))
        if not words:
            words.append(t("Waits for a person to decide"))
    elif row.state == "not_reported":
        words.append(_expected(t, row, clock))
    if row.sources_differ:
        words.append(h("b", "lt", "▲ ", t("Sources differ")))
    if row.findings:
        words.append(h("b", "lt", "▲ ", t.n("{n} open finding", "{n} open findings", row.findings)))
    if row.contact is not None:
        words.append(contact_words(t, row.contact, clock))
    joined: list[Node] = []
    for word in words:
        joined += ["; ", word] if joined else [word]
    return joined


def _expected(t: Translator, row: BoardRow, clock: Clock) -> str:
    source = row.expected_from
    if source is None or row.expected_at is None:
        return t("Nothing near it is in yet")
    values = {
        "n": source.arrived,
        "all": source.all,
        "area": clean(source.name),
        "time": clock.time(source.middle_at),
    }
    if source.of == "centre":
        return t("{n} of {all} forms of this centre are in; middle one {time}", **values)
    return t("{n} of {all} forms of {area} are in; middle one {time}", **values)


def contact_words(t: Translator, contact: StationContact, clock: Clock) -> str:
    """Say what was written down: `Called, no answer 20:31`."""
    said = f"{t(CONTACTS.get(contact.kind, contact.kind))} {clock.time(contact.at)}"
    if contact.promised_at is not None:
        said += f", {t('for {time}', time=clock.time(contact.promised_at))}"
    return said


def script_words(t: Translator) -> dict[str, str]:
    """Return the sentences of the board's scripts."""
    words = {f"bd_s_{state}": t(STATES[state][1]) for state in BOARD_STATES}
    words |= {f"bd_k_{kind}": t(label) for kind, label in CONTACTS.items()}
    words |= {f"bd_r_{rule}": t(label) for rule, label in RULES.items()}
    return {
        **words,
        "bd_decide": t("Waits for a person to decide"),
        "bd_nothing": t("Nothing near it is in yet"),
        "bd_centre": t("{n} of {all} forms of this centre are in; middle one {time}", **_SLOTS),
        "bd_area": t("{n} of {all} forms of {area} are in; middle one {time}", **_SLOTS),
        "bd_for": t("for {time}", **_SLOTS),
        "bd_differ": t("Sources differ"),
        "bd_finding": t("Open findings: {n}", **_SLOTS),
        "bd_compare": t("Compare"),
        "bd_call": t("Call"),
        "bd_open": t("Open"),
        "bd_nobody": t("nobody"),
        "bd_left": t("Not in this list any more"),
        "bd_changed": t("Rows changed: {n}.", **_SLOTS),
        "bd_new": t("New rows may have come."),
        "bd_order_new": t("Show in order"),
        "bd_chosen": t("Rows chosen: {n}", **_SLOTS),
        "bd_failed": t("The rows could not be loaded. Try again."),
        "bd_saved": t("Written down."),
        "bd_not_saved": t("It was not written down. Check the connection and try again."),
        "bd_copied": t("Codes copied."),
        "bd_signed_out": t("You are signed out. Sign in again; this page stays as it is."),
    }


def source_name(t: Translator, source: str) -> str:
    """Name a source in words."""
    return source_title(t, source)
