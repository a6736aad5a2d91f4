"""One incident as its managers work on it: beside the station's result, on a small map, what it may be the same as, and what
can be done: assign, judge, moderate, merge.

Called by `pages.office.incident`. Forms carry what they do in `data-act`; the script `incidentcase.js` sends them.
"""

from __future__ import annotations

from collections.abc import Sequence

from dash.development.base_component import Component

from components.contest.progress import chip
from components.format import Clock, clean, number
from components.holds import hold_words
from components.i18n import Translator
from components.markup import Node, h
from components.office.incident import SEVERITIES, STATUSES, clean_lines, severity_chip
from components.office.incidentqueue import SOURCES, people_choice
from components.shell import contest_title
from components.svg import Raw, el
from data.records.incidents import IncidentCase, OtherIncident

_LONGEST_PUBLIC = 1000


def case_page(t: Translator, clock: Clock, case: IncidentCase, record: Component) -> Component:
    """Draw the record with what managers have beside it."""
    merged = case.merged_into is not None
    left = [
        record,
        _merged(t, clock, case),
        None if merged else _alike(t, clock, case),
        _moderation(t, case),
    ]
    right = [
        None if merged else _do(t, case),
        _result(t, case),
        _place(t, case),
        _here(t, clock, case.here),
    ]
    return h(
        "div",
        "ic",
        h("div", None, *left),
        h("aside", None, *right, aria_label=t("For managers")),
        id="ic",
        data_incident=str(case.record.incident),
    )


def part(title: str, *children: Node, id: str | None = None) -> Component:
    """One part of the page under its heading."""
    return h("section", "ic-part", h("h2", None, title), *children, id=id)


def merged_note(t: Translator, case: IncidentCase) -> Component | None:
    """Say on top that the incident is seen from another one."""
    if case.merged_into is None:
        return None
    link = h("a", None, case.merged_into.receipt, href=f"/incidents/{case.merged_into.incident}")
    return h("p", "note-plain", t("Merged into"), " ", link, ". ", t("Work goes on there."))


# What stands beside it ---------------------------------------------------------------------------------


def _result(t: Translator, case: IncidentCase) -> Component | None:
    station = case.record.station
    if station is None:
        return None
    rows = []
    for contest in case.contests:
        name = contest_title(t, contest.title)
        held = hold_words(t, contest.hold) if contest.hold and contest.hold != "manager" else ""
        rows.append(
            h(
                "tr",
                None,
                h(
                    "th",
                    None,
                    h("a", None, name, href=f"/manage/forms/{contest.form}") if contest.form else name,
                    scope="row",
                ),
                h("td", None, chip(t, contest.state) if contest.state else t("Not reported"), " ", held),
                h("td", None, t("in the totals") if contest.counts else t("not in the totals")),
            )
        )
    heads = [h("th", None, words, scope="col") for words in (t("Contest"), t("Form"), t("Public totals"))]
    link = h("a", None, clean(station.name), href=f"/manage/stations/{case.record.election}/{station.code}")
    table = h(
        "table", "t ic-table", h("caption", "vh", t("The station's result")),
        h("thead", None, h("tr", None, *heads)), h("tbody", None, *rows),
    )  # fmt: skip
    return part(t("Beside the station's result"), h("p", None, link), h("div", "tw", table))


def _here(t: Translator, clock: Clock, others: Sequence[OtherIncident]) -> Component | None:
    if not others:
        return None
    return part(t("Other incidents there"), _list(t, clock, others))


def _list(t: Translator, clock: Clock, others: Sequence[OtherIncident]) -> Component:
    return h(
        "ul",
        "ic-list",
        *[
            h(
                "li",
                None,
                h("a", None, t(other.category_title), href=f"/incidents/{other.incident}"),
                " ",
                severity_chip(t, other.severity),
                " ",
                h("span", "cap", t(STATUSES[other.status]), " · ", clock.full(other.happened_at), " · ", other.receipt),
            )
            for other in others
        ],
    )  # fmt: skip


def _place(t: Translator, case: IncidentCase) -> Component | None:
    if case.longitude is None or case.latitude is None:
        return None
    words = t("The point that was reported.") if case.precise else t("Only its station or area is known.")
    outline = case.outline
    picture = None
    if outline is not None:
        wide, high = outline.east - outline.west, outline.north - outline.south
        pad = 0.06 * max(wide, high)
        box = f"{outline.west - pad:.4f} {-outline.north - pad:.4f} {wide + 2 * pad:.4f} {high + 2 * pad:.4f}"
        size = max(wide, high)
        spot = {"cx": f"{case.longitude:.5f}", "cy": f"{-case.latitude:.5f}"}
        picture = el(
            "svg",
            el("path", d=outline.path),
            el("circle", class_="about", r=f"{size * 0.06:.5f}", **spot) if not case.precise else Raw(""),
            el("circle", r=f"{size * 0.02:.5f}", **spot),
            viewBox=box,
            class_="ic-map",
            role="img",
            aria_label=t("Where it was, in {area}", area=clean(outline.name)),
        )
    point = f"{case.latitude:.4f}, {case.longitude:.4f}"
    return part(t("Place"), h("p", "cap", words, " ", h("span", "num", point)), picture)


def _merged(t: Translator, clock: Clock, case: IncidentCase) -> Component | None:
    if case.merged_into is not None:
        undo = _form(t, "unmerge", _note(t, "unmerge-note"), button=t("Take the merge back"))
        return part(t("Merged"), _list(t, clock, [case.merged_into]), undo)
    if not case.merged:
        return None
    words = t("Their photos and history are part of this one.")
    return part(t("Merged into this one"), h("p", None, words), _list(t, clock, case.merged))


def _alike(t: Translator, clock: Clock, case: IncidentCase) -> Component | None:
    if not case.alike:
        return None
    pairs = [_pair(t, clock, case, other) for other in case.alike]
    words = t("Of the same kind, at this station or near it, within three hours. Is one of them the same?")
    return part(t("Reported twice?"), h("p", None, words), *pairs, id="alike")


def _pair(t: Translator, clock: Clock, case: IncidentCase, other: OtherIncident) -> Component:
    mine = case.record
    near = (
        t("at the same station")
        if not other.distance_m
        else t("{m} m away", m=number(round(other.distance_m)))
    )
    ours = h(
        "div", "ic-side", h("h3", None, t("This one")), h("p", "cap", clock.full(mine.happened_at)),
        h("p", None, clean_lines(mine.description)),
    )  # fmt: skip
    theirs = h(
        "div", "ic-side",
        h("h3", None, h("a", None, other.receipt, href=f"/incidents/{other.incident}"), " · ", near),
        h("p", "cap", clock.full(other.happened_at), " · ", t(STATUSES[other.status])),
        h("p", None, clean_lines(other.description)),
    )  # fmt: skip
    target = el("input", type="hidden", name="into", value=str(other.incident))
    button = t("Merge this one into {receipt}", receipt=other.receipt)
    return h("div", "ic-do", h("div", "ic-two", ours, theirs), _form(t, "merge", target, button=button))


# What can be done --------------------------------------------------------------------------------------


def _do(t: Translator, case: IncidentCase) -> Component:
    assigned = str(case.assigned.user) if case.assigned else ""
    people = people_choice(t, case.people, assigned, name="user", id="ic-user")
    severities = [
        el("option", t(words[0]), value=code, selected="selected" if code == case.record.severity else None)
        for code, words in SEVERITIES.items()
    ]
    give = _form(t, "assign", _field(t("Assigned to"), "ic-user", people), button=t("Give"))
    judge = _form(
        t,
        "severity",
        h(
            "div",
            "ic-pair",
            _field(
                t("How serious"), "ic-severity", el("select", *severities, name="severity", id="ic-severity")
            ),
            _note(t, "severity-note", t("Why")),
        ),
        button=t("Change"),
    )
    escalated = None
    if case.escalated_at:
        rule = case.escalation_rule or "–"
        escalated = h(
            "p", "iq-sig", "▲ ", t("escalated"), " ", h("span", "cap", t("by rule {rule}", rule=rule))
        )
    return part(t("What to do"), escalated, give, judge)


def _moderation(t: Translator, case: IncidentCase) -> Component:
    public = case.visibility == "public"
    state = (
        t("Everybody can read it, after the delay and without its place.")
        if public
        else t("Only the office sees it.")
    )
    if case.source == "public" and case.moderated_at is None:
        state = t("Somebody of the public sent it. It waits for your decision.")
    signed = None
    if case.moderated_by:
        signed = h("p", "cap", t("Decided by {name}", name=clean(case.moderated_by)))
    source = h("p", "cap", t("Reported by"), ": ", t(SOURCES[case.source]))
    return part(
        t("The public"),
        h("p", None, state),
        source,
        signed,
        _moderate(t, case, public=public),
        id="moderation",
    )


def _moderate(t: Translator, case: IncidentCase, *, public: bool) -> Component:
    """Draw the form of a moderator, with what the public would read."""
    text = case.public_text or ""
    area = el(
        "textarea", text, name="text", id="ic-text", rows=4, maxlength=_LONGEST_PUBLIC, aria_describedby="ic-text-help",
        data_preview="ic-preview",
    )  # fmt: skip
    hint = t("In your own words: no name, no exact place, nothing the reporter wrote.")
    show = t("Change the public text") if public else t("Make public")
    buttons: list[Node] = [h("button", "btn btn-1", show, type="submit", value="public")]
    keep = t("Withdraw") if public else t("Keep internal")
    if public or case.moderated_at is None:
        buttons.append(h("button", "btn", keep, type="submit", value="internal"))
    label = h("label", None, t("What the public reads"), for_="ic-text")
    return h(
        "form",
        "ic-do",
        h("div", "field", label, area, h("small", None, hint, id="ic-text-help")),
        h("h3", None, t("Preview")),
        h("p", "ic-preview", text or t("Nothing yet."), id="ic-preview"),
        _note(t, "moderate-note", t("Note for the office")),
        h("p", "iq-ways", *buttons),
        h("p", "sendwords", role="status"),
        data_act="moderate",
        noValidate="noValidate",
    )


def _form(t: Translator, act: str, *fields: Node, button: str) -> Component:
    del t
    send = h("button", "btn", button, type="submit")
    return h(
        "form",
        "ic-do",
        *fields,
        send,
        h("p", "sendwords", role="status"),
        data_act=act,
        noValidate="noValidate",
    )


def _field(words: str, target: str, control: Node) -> Component:
    return h("div", "field", h("label", None, words, for_=target), control)


def _note(t: Translator, target: str, words: str = "") -> Component:
    return _field(words or t("Note"), target, el("input", name="note", id=target, maxlength=1000))


def case_words(t: Translator) -> dict[str, str]:
    """Return what the case's script says."""
    return {
        "ic_empty": t("Nothing yet."),
        "ic_lost": t("No answer. Try again."),
        "ic_refused": t("It was not done:"),
        "ic_moved": t("Somebody changed this incident."),
        "ic_show": t("Show"),
    }
