"""Requests that need a second person, and public notices: those shown, those prepared, the form for another.

Called by `components.office.publish`. What managers wrote is text and stays text.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from dash.development.base_component import Component

from components.format import Clock, clean, number
from components.i18n import N_, Translator
from components.markup import Node, h
from components.office.publishwords import KINDS
from components.svg import el
from data.records.publication import NoticeRecord, PublicationState, RollbackRequest

_STATES = {
    "waiting": N_("Waits for a second person"),
    "approved": N_("Approved"),
    "refused": N_("Refused"),
    "withdrawn": N_("Withdrawn"),
    "expired": N_("Waited too long"),
}
MOST_SHOWN = 3


class NoticesView(Protocol):
    """What is shown of notices."""

    @property
    def t(self) -> Translator: ...
    @property
    def clock(self) -> Clock: ...
    @property
    def state(self) -> PublicationState: ...
    @property
    def notices(self) -> tuple[NoticeRecord, ...]: ...


# Requests ----------------------------------------------------------------------------------------------


def requests_block(
    t: Translator, clock: Clock, requests: Sequence[RollbackRequest], *, may: bool
) -> Component | None:
    """Draw the request that waits, with what may be said of it, and those that were decided."""
    if not requests:
        return None
    waiting = [one for one in requests if one.state == "waiting"]
    past = [one for one in requests if one.state != "waiting"]
    parts: list[Node] = [_waiting(t, clock, one, may=may) for one in waiting]
    if past:
        rows = [h("li", None, *_past(t, clock, one)) for one in past]
        parts.append(
            h("details", "pb-other", h("summary", None, t("Earlier requests")), h("ul", "pb-list", *rows))
        )
    return h("section", "blk", h("header", None, h("h2", None, t("Two people decide"))), *parts)


def _waiting(t: Translator, clock: Clock, one: RollbackRequest, *, may: bool) -> Component:
    words = t(
        "{who} asks to show version {n} again: {reason}",
        who=clean(one.requested_by),
        n=number(one.version),
        reason=clean(one.reason),
    )
    until = h("p", "cap", t("Waits until {time}.", time=clock.full(one.expires_at)))
    forms: list[Node] = []
    if may and one.own:
        forms = [
            h("p", "cap", t("Another person approves it; you may withdraw it.")),
            _decide(t, one, ("withdrawn",)),
        ]
    elif may:
        forms = [_decide(t, one, ("approved", "refused"))]
    return h("div", "pb-request", h("p", "note-bad", "▲ ", words), until, *forms)


def _decide(t: Translator, one: RollbackRequest, decisions: Sequence[str]) -> Component:
    """One reason, and a button for each decision: the button says which."""
    words = {"approved": t("Approve"), "refused": t("Refuse"), "withdrawn": t("Withdraw")}
    name = f"pb-why-{decisions[0]}"
    area = el("textarea", id=name, name="reason", rows=2, minlength=3, maxlength=500, required=True)
    buttons = [
        h(
            "button",
            "btn" if decision == "refused" else "btn btn-1",
            words[decision],
            " …",
            type="submit",
            data_verb=decision,
            data_sure=f"pb_sure_{decision}",
            data_title=words[decision],
        )
        for decision in decisions
    ]
    return h(
        "form",
        "pb-act",
        h("div", "field", h("label", None, t("Reason, for the audit log"), for_=name), area),
        h("div", "pb-row", *buttons),
        data_path=f"/api/v1/publish/requests/{one.request}",
        data_wanted=str(one.version),
    )


def _past(t: Translator, clock: Clock, one: RollbackRequest) -> list[Node]:
    state = t(_STATES[one.state]) if one.state in _STATES else one.state
    head = t("Version {n}, asked by {who}", n=number(one.version), who=clean(one.requested_by))
    words: list[Node] = [h("b", None, head), " ", clean(one.reason), h("br"), state]
    if one.decided_at is not None:
        words.append(
            f": {clean(one.decided_by or '')}, {clock.full(one.decided_at)}. {clean(one.decision or '')}"
        )
    return words


# Notices -----------------------------------------------------------------------------------------------


def notices_block(view: NoticesView, *, may: bool) -> Component:
    """Draw the notices that the public sees and those that are prepared."""
    t = view.t
    live = [one for one in view.notices if one.state != "ended"]
    head = h(
        "header",
        None,
        h("h2", None, t("Notices to the public")),
        h("p", None, t("Shown on every page of this election, in the reader's language; three at most.")),
    )
    rows = [_notice(view, one, may=may) for one in live]
    empty = h("p", None, t("No notice is shown or prepared."))
    return h("section", "blk", head, h("ul", "pb-notices", *rows) if rows else empty)


def _notice(view: NoticesView, one: NoticeRecord, *, may: bool) -> Component:
    t = view.t
    shown = one.state == "active"
    when = one.activated_at if shown and one.activated_at else one.prepared_at
    who = (one.activated_by if shown else one.prepared_by) or ""
    line = (
        t("Shown since {time}, by {who}", time=view.clock.full(when), who=clean(who))
        if shown
        else t("Prepared at {time}, by {who}", time=view.clock.full(when), who=clean(who))
    )
    acts: list[Node] = []
    if may and not shown:
        acts.append(_move(one, "active", t("Show to the public"), "pb_sure_show", first=True))
    if may:
        acts.append(
            _move(
                one,
                "ended",
                t("End") if shown else t("Put away"),
                "pb_sure_end" if shown else "pb_sure_discard",
            )
        )
    return h(
        "li",
        "on" if shown else None,
        h("span", "flag solid" if shown else "flag", t("public") if shown else t("prepared")),
        h("p", None, clean(one.en), lang="en"),
        h("p", None, clean(one.sw), lang="sw"),
        h("p", "cap", line),
        h("div", "pb-row", *acts) if acts else None,
    )


def _move(one: NoticeRecord, state: str, words: str, sure: str, *, first: bool = False) -> Component:
    return h(
        "form",
        "pb-act",
        h("button", "btn btn-1" if first else "btn", words, " …", type="submit"),
        data_verb="notice",
        data_path=f"/api/v1/publish/notices/{one.notice}",
        data_step=state,
        data_sure=sure,
        data_title=words,
        data_en=one.en,
        data_sw=one.sw,
    )


def notice_form(view: NoticesView) -> Component:
    """Draw the form that prepares a notice: a template, its fields, the words in both languages."""
    t = view.t
    options = [el("option", t(title), value=kind) for kind, (title, _) in KINDS.items()]
    return h(
        "section",
        "blk",
        h("header", None, h("h2", None, t("Prepare a notice"))),
        h(
            "form",
            None,
            h(
                "div",
                "field",
                h("label", None, t("Template"), for_="pb-kind"),
                el("select", *options, id="pb-kind", name="kind"),
            ),
            h("div", "pb-fields", id="pb-fields"),
            _words_field("pb-en", "en", t("Words in English")),
            _words_field("pb-sw", "sw", t("Words in Swahili")),
            h("p", "note-bad", id="pb-notice-bad", role="alert", hidden=True),
            h("button", "btn btn-1", t("Prepare"), type="submit"),
            h("p", "cap", t("Nobody of the public sees it before you show it.")),
            id="pb-notice",
        ),
    )


def _words_field(name: str, lang: str, label: str) -> Component:
    area = el("textarea", id=name, name=lang, lang=lang, rows=3, minlength=3, maxlength=400, required=True)
    return h(
        "div",
        "field",
        h("label", None, label, for_=name),
        area,
        h("small", None, id=f"{name}-left", aria_live="off"),
    )


def ended_notices(view: NoticesView) -> Component | None:
    """Draw the notices that were shown or put away before."""
    t = view.t
    ended = [one for one in view.notices if one.state == "ended" and one.ended_at is not None]
    if not ended:
        return None
    rows = [h("li", None, clean(one.en), h("br"), h("small", None, _ended(view, one))) for one in ended]
    return h("details", "pb-other", h("summary", None, t("Notices that ended")), h("ul", "pb-list", *rows))


def _ended(view: NoticesView, one: NoticeRecord) -> str:
    when = view.clock.full(one.ended_at) if one.ended_at else ""
    return view.t("Ended at {time}, by {who}", time=when, who=clean(one.ended_by or ""))
