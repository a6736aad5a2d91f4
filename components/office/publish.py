"""Publication control: what the public sees, what may be done about it, the versions there are.

Called by `pages.office.publish`. Pure: records and words in, a tree out. What the next version would change is
`components.office.publishpreview`, notices and requests are `components.office.publishnotices`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from dash.development.base_component import Component

from components.format import Clock, clean, number
from components.i18n import Translator
from components.markup import Node, h
from components.office.manage import ElectionChoice, election_choice, live_mark
from components.office.publishnotices import ended_notices, notice_form, notices_block, requests_block
from components.office.publishpreview import preview_block
from components.office.publishversions import history, told_by_contest
from components.shell import contest_title
from components.svg import el
from data.records import Pointer
from data.records.publication import NoticeRecord, Preview, PublicationState, RollbackRequest
from data.records.versions import VersionLine

PATH = "/manage/publish"
#: A publisher that has not renewed the pointer for so long does not live.
_SILENT_S = 90


@dataclass(frozen=True)
class PublishView:
    """Everything the page shows. `chosen` is the version to roll back to, `public` the one that readers see."""

    t: Translator
    clock: Clock
    now: datetime
    election: ElectionChoice
    elections: tuple[ElectionChoice, ...]
    state: PublicationState
    pointer: Pointer | None
    preview: Preview
    versions: tuple[VersionLine, ...]
    chosen: VersionLine | None
    public: VersionLine | None
    requests: tuple[RollbackRequest, ...]
    notices: tuple[NoticeRecord, ...]
    public_url: str = ""

    @cached_property
    def titles(self) -> Mapping[str, str]:
        """Titles of the contests by code."""
        return {one.contest: contest_title(self.t, one.title) for one in self.preview.contests}

    def href(self, **query: object) -> str:
        """This page with some query."""
        pairs = "".join(f"&{name}={value}" for name, value in query.items() if value is not None)
        return f"{PATH}?election={self.election.code}{pairs}"

    def public_href(self, version: int | None = None) -> str:
        """The public page of versions, at a version."""
        tail = f"?before={version}#v{version}" if version else ""
        return f"{self.public_url}/changes/{self.election.code}{tail}"


def publish_page(view: PublishView) -> Component:
    """Draw the page: what stands and what would change on the left, what may be done on the right."""
    t = view.t
    return h(
        "div",
        "pb",
        h(
            "div",
            "pb-top",
            h("h1", "head", t("Publication")),
            live_mark(t),
            election_choice(t, view.election, view.elections, here=PATH, kept={}),
        ),
        h(
            "p",
            "note-bad",
            "▲ ",
            h("b", None, t("Publication changed meanwhile.")),
            " ",
            h("a", None, t("Look at the page again"), href=view.href()),
            id="pb-moved",
            hidden=True,
            role="alert",
        ),
        h("div", "pb-two", _standing(view), _acts(view), _more(view)),
        _dialog(view),
    )


def _more(view: PublishView) -> Component:
    preview = preview_block(view.t, view.clock, view.preview, mode=view.state.mode)
    return h("div", "pb-more", preview, history(view), id="pb-more")


# What stands -------------------------------------------------------------------------------------------


def _standing(view: PublishView) -> Component:
    t, state = view.t, view.state
    facts: list[Node] = [
        _fact(t("Readers see"), _version_words(view)),
        _fact(t("Newest version"), number(state.newest_version) if state.newest_version else t("none yet")),
        _fact(t("Forms waiting"), _waiting(view)),
        _fact(t("Publisher"), _publisher(view)),
    ]
    return h(
        "section",
        "blk pb-now",
        h("header", None, h("h2", None, _mode(view))),
        _why(view),
        h("dl", "pb-facts", *facts),
        _findings(view),
        id="pb-live",
        data_version=str(state.public_version or ""),
    )


def _fact(name: str, value: Node) -> Component:
    return h("div", None, h("dt", None, name), h("dd", None, value))


def _mode(view: PublishView) -> str:
    t, state = view.t, view.state
    if state.mode == "hold":
        return "▲ " + t("Publication is held")
    if state.mode == "rolled_back":
        return "▲ " + t("An earlier version is shown")
    if state.findings:
        return "▲ " + t("The gate holds the next version back")
    if state.public_version is None:
        return t("Nothing is public yet")
    return t("The public version follows the count")


def _why(view: PublishView) -> Component | None:
    t, state = view.t, view.state
    if state.mode == "auto" or state.changed_at is None:
        return None
    words = t(
        "Since {time}, by {who}: {reason}",
        time=view.clock.full(state.changed_at),
        who=clean(state.changed_by or ""),
        reason=clean(state.reason or "–"),
    )
    return h("p", "note-bad", words)


def _version_words(view: PublishView) -> Node:
    t, state = view.t, view.state
    if state.public_version is None or state.published_at is None:
        return t("nothing yet")
    link = h("a", None, t("version {n}", n=number(state.public_version)), href=view.public_href())
    words: list[Node] = [link, " ", t("of {time}", time=view.clock.full(state.published_at))]
    if view.pointer is not None and view.pointer.version != state.public_version:
        words += [
            h("br"),
            h("b", "pb-hot", "▲ ", t("readers are still led to version {n}", n=number(view.pointer.version))),
        ]
    elif _stale(view):
        words += [
            h("br"),
            h("b", "pb-hot", "▲ ", t("no new version since: readers are told that the figures are old")),
        ]
    return words


def _stale(view: PublishView) -> bool:
    pointer = view.pointer
    if pointer is None or not pointer.stale_after_s or pointer.status in ("certified", "pre-election"):
        return False
    return (view.now - pointer.published_at).total_seconds() > pointer.stale_after_s


def _waiting(view: PublishView) -> str:
    more = sum(max(0, one.waiting) for one in view.preview.contests)
    return view.t.n("{n} form is not public", "{n} forms are not public", more) if more else view.t("none")


def _publisher(view: PublishView) -> Node:
    t = view.t
    if view.pointer is None:
        return t("unknown: the published files are not at hand here")
    silent = (view.now - view.pointer.checked_at).total_seconds()
    if silent < _SILENT_S:
        return t("at work")
    since = view.clock.full(view.pointer.checked_at)
    return h("b", "pb-hot", "▲ ", t("silent since {time}: what is decided here waits for it", time=since))


def _findings(view: PublishView) -> Component | None:
    t, state = view.t, view.state
    if not state.findings:
        return None
    rows = [
        h(
            "li",
            None,
            h("b", None, clean(one.document or one.detail.partition(":")[0])),
            " ",
            clean(one.detail.partition(": ")[2] or one.detail),
            h("small", None, " ", t("since {time}", time=view.clock.full(one.since))),
        )
        for one in state.findings
    ]
    more = None
    if state.findings_more:
        more = h("p", "cap", t.n("{n} more finding", "{n} more findings", state.findings_more))
    lead = t(
        "A second computation from the forms disagrees with these documents. The last good version stays public."
    )
    return h(
        "div",
        "pb-findings",
        h("h3", None, t("Findings of the gate")),
        h("p", "cap", lead),
        h("ul", None, *rows),
        more,
    )


# What may be done --------------------------------------------------------------------------------------


def _acts(view: PublishView) -> Component:
    """The forms; `data-state` tells the script whether what they rest on has changed."""
    t, state = view.t, view.state
    stamp = "|".join(
        [
            state.mark,
            *(f"{one.request}{one.state}" for one in view.requests),
            *(f"{one.notice}{one.state}" for one in view.notices),
        ]
    )
    head = h("header", None, h("h2", None, t("Decide")))
    if not state.may_switch:
        words = t(
            "You may look. Only administrators and managers of the whole country decide what the public sees."
        )
        own = h("section", "blk", head, h("p", "note-plain", words))
        inner: list[Node] = [
            requests_block(t, view.clock, view.requests, may=False),
            own,
            notices_block(view, may=False),
        ]
    else:
        switch = h("section", "blk", head, *_switches(view))
        inner = [
            requests_block(t, view.clock, view.requests, may=True),
            switch,
            notices_block(view, may=True),
            notice_form(view),
        ]
    return h("div", "pb-acts", *inner, ended_notices(view), id="pb-acts", data_state=stamp)


def _switches(view: PublishView) -> list[Node]:
    t, state = view.t, view.state
    if state.public_version is None:
        return [h("p", "note-plain", t("Nothing is public yet: there is nothing to hold."))]
    acts: list[Node] = [_rollback(view)] if view.chosen is not None else []
    if state.mode == "auto":
        acts.append(_act(view, "hold", t("Hold publication"), t("Reason, shown to the public")))
    else:
        acts.append(_act(view, "release", t("Release publication"), t("Reason, for the audit log")))
    if view.chosen is None:
        acts.append(h("p", "cap", t("To show an earlier version again, choose it in the list of versions.")))
    now = _act(view, "now", t("Publish now"), t("Reason, for the audit log"))
    acts.append(h("details", "pb-other", h("summary", None, t("Build and check everything anew")), now))
    return acts


def _act(
    view: PublishView, verb: str, words: str, label: str, *, confirm: str = "", version: int | None = None
) -> Component:
    """One form: why, and a button that asks once more in words what will happen."""
    name = f"pb-why-{verb}"
    area = el("textarea", id=name, name="reason", rows=2, minlength=3, maxlength=500, required=True)
    return h(
        "form",
        "pb-act",
        h("div", "field", h("label", None, label, for_=name), area),
        h("button", "btn btn-1", words, " …", type="submit"),
        data_verb=verb,
        data_path=f"/api/v1/publish/{verb}",
        data_sure=confirm or f"pb_sure_{verb}",
        data_title=words,
        data_seen=view.state.mark,
        data_wanted=None if version is None else str(version),
    )


def _rollback(view: PublishView) -> Component:
    """What readers would see, contest by contest, and the form."""
    t, chosen, public = view.t, view.chosen, view.public
    if chosen is None or public is None or chosen.version == public.version:
        return h("p", "note-plain", t("This version is the one that readers see."), id="rollback")
    table = told_by_contest(view, chosen, public)
    title = t("Show version {n} again", n=number(chosen.version))
    lead = t(
        "Of {time}. Readers see version {n} now.",
        time=view.clock.full(chosen.published_at),
        n=number(public.version),
    )
    two = None
    if view.state.two_people:
        two = h(
            "p",
            "note-plain",
            t("This election asks two people for a rollback: you ask, another person approves."),
        )
    form = _act(
        view,
        "rollback",
        t("Ask for the rollback") if view.state.two_people else title,
        t("Reason, shown to the public"),
        confirm="pb_sure_ask" if view.state.two_people else "",
        version=chosen.version,
    )
    away = h("a", "btn", t("Choose another"), href=view.href() + "#versions")
    return h(
        "div",
        "pb-back",
        h("h3", None, title),
        h("p", "cap", lead),
        h("div", "pb-wide", table),
        two,
        form,
        away,
        id="rollback",
    )


def _dialog(view: PublishView) -> Component:
    """The step that repeats in words what will happen; opened by the script."""
    t = view.t
    return h(
        "dialog",
        None,
        h("h2", None, id="pb-sure-title"),
        h("p", None, id="pb-sure-words"),
        h("p", "note-bad", id="pb-sure-bad", role="alert", hidden=True),
        h(
            "p",
            "pb-sure-acts",
            h("button", "btn btn-1", t("Yes, do it"), type="button", id="pb-sure-yes"),
            h("button", "btn", t("No, go back"), type="button", id="pb-sure-no"),
        ),
        id="pb-sure",
        aria_labelledby="pb-sure-title",
    )
