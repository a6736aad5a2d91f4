"""People as administrators see them: the list with its search, and one person with all that can be changed.

Called by `pages.office.people` and `pages.office.person`. Personal data are never in the page: the script fetches them
when somebody asks to see them, and that reading is in the audit log.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from dash.development.base_component import Component

from components.format import Clock, clean
from components.i18n import N_, Translator
from components.markup import Node, h
from components.office.asked import api_form, choice_field, hidden, text_field
from components.office.audit import moment
from components.office.frame import role_title
from data.records import AssignmentLine, PeoplePage, PersonDetail, PersonLine, PersonScope, PersonSession

PATH = "/admin/users"
ROLES = ("super_admin", "election_manager", "field_observer", "public_viewer")
_STATES = {"active": N_("Active"), "invited": N_("Invited, no password yet"), "disabled": N_("Disabled")}
_PERSONAL = (("national_id", N_("National id")), ("phone", N_("Telephone")), ("email", N_("E-mail")))


@dataclass(frozen=True, kw_only=True)
class PersonView:
    """One person, the elections to choose areas of, and whether it is the asker's own account."""

    clock: Clock
    detail: PersonDetail
    elections: tuple[tuple[str, str], ...]
    is_self: bool


def people_page(t: Translator, found: PeoplePage, clock: Clock, given: Mapping[str, str]) -> Component:
    """Draw the list."""
    return h(
        "div",
        "adm",
        h("h1", "head", t("People")),
        h(
            "p",
            "row-links",
            h("a", "lnk", t("Assignments of observers to stations"), href="/manage/assignments"),
        ),
        _search(t, given),
        _list(t, found, clock, given),
        h("h2", None, t("Invite somebody")),
        api_form(
            t,
            text_field(
                "username", t("User name"), hint=t("2 to 64 of a-z 0-9 . _ @ -"), required=True, prefix="n"
            ),
            text_field("display_name", t("Name"), required=True, prefix="n"),
            choice_field("role", t("Role"), _roles(t), chosen="field_observer", prefix="n"),
            action="/api/v1/users",
            button=t("Make the invitation"),
            done="link",
        ),
    )


def _roles(t: Translator) -> list[tuple[str, str]]:
    return [(role, role_title(t, role)) for role in ROLES]


def _search(t: Translator, given: Mapping[str, str]) -> Component:
    states = [("", t("Any")), ("true", t("Active or invited")), ("false", t("Disabled"))]
    kept = [hidden(name, given[name]) for name in ("lang", "theme") if name in given]
    fields = [
        text_field("q", t("Name or user name"), kind="search", value=given.get("q", "")),
        choice_field("role", t("Role"), [("", t("Any")), *_roles(t)], chosen=given.get("role", "")),
        choice_field("active", t("State"), states, chosen=given.get("active", "")),
    ]
    button = h("button", "btn btn-1", t("Search"), type="submit")
    return h(
        "form",
        "flt",
        h("div", "grid", *fields),
        *kept,
        h("div", "row", button, h("a", "btn", t("Clear"), href=PATH)),
        action=PATH,
        method="get",
        role="search",
    )


def _list(t: Translator, found: PeoplePage, clock: Clock, given: Mapping[str, str]) -> Component:
    if not found.people:
        return h("p", "note-plain", t("Nobody matches."))
    names = (
        N_("Person"),
        N_("Role"),
        N_("State"),
        N_("Areas or stations"),
        N_("Second factor"),
        N_("Last seen"),
    )
    head = h("tr", None, *[h("th", None, h("span", None, t(name)), scope="col") for name in names])
    table = h(
        "table",
        "t cards",
        h("caption", "vh", t("People by user name")),
        h("thead", None, head),
        h("tbody", None, *[_row(t, person, clock) for person in found.people]),
    )
    query = urlencode({**given, "after": found.next}) if found.next else ""
    more = h("a", "btn", t("More people"), href=f"{PATH}?{query}") if query else None
    return h("div", None, h("div", "tw", table), more)


def _row(t: Translator, person: PersonLine, clock: Clock) -> Component:
    where = ", ".join(map(clean, person.scopes))
    if person.stations:
        where = t.n("{n} station", "{n} stations", person.stations)
    name = h(
        "a",
        "lnk",
        h("bdi", None, clean(person.display_name)),
        href=f"{PATH}/{quote(person.username, safe='')}",
    )
    return h(
        "tr",
        None,
        h("td", "nm", name, h("small", None, h("code", None, person.username))),
        h("td", None, role_title(t, person.role), data_l=t("Role")),
        h(
            "td",
            "wide bad" if person.state == "disabled" else "wide",
            t(_STATES[person.state]),
            data_l=t("State"),
        ),
        h("td", "wide", where or "–", data_l=t("Areas or stations")),
        h("td", None, t("Yes") if person.second_factor else t("No"), data_l=t("Second factor")),
        h("td", None, moment(clock, person.seen_at) if person.seen_at else "–", data_l=t("Last seen")),
    )


def person_page(t: Translator, view: PersonView) -> Component:
    """Draw one person."""
    person = view.detail.person
    base = f"/api/v1/users/{quote(person.username, safe='')}"
    parts: list[Node] = [
        h("h1", "head", h("bdi", None, clean(person.display_name))),
        _facts(t, view),
        h("div", "two", _change(t, view, base), _way_in(t, view, base)),
    ]
    if person.role == "election_manager":
        parts += [h("h2", None, t("Areas")), *_scopes(t, view, base)]
    if person.role == "field_observer":
        parts += [h("h2", None, t("Stations")), *_stations(t, view)]
    parts += [h("h2", None, t("Sessions")), *_sessions(t, view, base)]
    parts += [h("h2", None, t("Personal data")), _personal(t, view, base)]
    audit = f"/admin/audit?{urlencode({'actor': person.username})}"
    parts.append(h("p", None, h("a", "lnk", t("What this person did, in the audit log"), href=audit)))
    return h("div", "adm", *parts)


def _facts(t: Translator, view: PersonView) -> Component:
    person, detail = view.detail.person, view.detail
    facts: list[tuple[str, Node]] = [
        (t("User name"), h("code", None, person.username)),
        (t("Role"), role_title(t, person.role)),
        (t("State"), t(_STATES[person.state])),
        (t("Second factor"), t("Yes") if person.second_factor else t("No")),
        (t("Last seen"), moment(view.clock, person.seen_at) if person.seen_at else "–"),
        (t("Since"), moment(view.clock, detail.created_at)),
    ]
    if detail.locked_until:
        facts.append((t("Locked after wrong passwords until"), moment(view.clock, detail.locked_until)))
    if detail.link_until:
        facts.append((t("An open link works until"), moment(view.clock, detail.link_until)))
    return h(
        "dl", "kv", *[piece for name, value in facts for piece in (h("dt", None, name), h("dd", None, value))]
    )


def _change(t: Translator, view: PersonView, base: str) -> Component:
    person = view.detail.person
    fields = [text_field("display_name", t("Name"), value=person.display_name, required=True, prefix="c")]
    note = None
    if view.is_self:
        note = h(
            "p", "note-plain", t("This is your own account: another administrator changes its role or state.")
        )
    else:
        fields.append(choice_field("role", t("Role"), _roles(t), chosen=person.role, prefix="c"))
        fields.append(text_field("reason", t("Reason"), prefix="c"))
    hint = t("With another role the areas and stations end, and the person signs in anew.")
    form = api_form(t, *fields, action=base, method="PATCH", button=t("Save"))
    return h("section", None, h("h2", None, t("Name and role")), note, form, h("small", None, hint))


def _way_in(t: Translator, view: PersonView, base: str) -> Component:
    person = view.detail.person
    parts: list[Node] = [h("h2", None, t("Way in"))]
    if person.state != "disabled":
        words = (
            t("Make a new invitation")
            if person.state == "invited"
            else t("Make a link to reset the password")
        )
        parts.append(api_form(t, action=f"{base}/reset", button=words, done="link"))
    if not view.is_self:
        reason = text_field("reason", t("Reason"), prefix="s")
        if person.state == "disabled":
            parts.append(api_form(t, reason, action=f"{base}/enable", button=t("Enable")))
        else:
            ask = t("Shut this person out and end every session?")
            parts.append(
                api_form(t, reason, action=f"{base}/disable", button=t("Disable"), ask=ask, bad=True)
            )
    return h("section", None, *parts)


def _scopes(t: Translator, view: PersonView, base: str) -> list[Node]:
    scopes = view.detail.scopes
    nothing = h("p", "note-plain", t("No area yet: this manager sees and checks nothing."))
    listed = h("ul", None, *[_scope(t, scope, base) for scope in scopes]) if scopes else nothing
    add = h(
        "div",
        "frm",
        h(
            "div",
            "grid",
            choice_field("election", t("Election"), view.elections, prefix="a"),
            text_field("place", t("Search an area by name or code"), kind="search", prefix="a"),
        ),
        h("div", "hits", role="group", aria_label=t("Areas found")),
        h("span", "said", role="status"),
        data_places="area",
        data_api=f"{base}/scopes",
        data_sends="area",
    )
    return [listed, add]


def _scope(t: Translator, scope: PersonScope, base: str) -> Component:
    path = " › ".join(map(clean, scope.path))
    label = h("b", None, clean(scope.name))
    form = api_form(
        t,
        hidden("election", scope.election),
        hidden("area", scope.code),
        action=f"{base}/scopes",
        method="DELETE",
        button=t("Remove {name}", name=clean(scope.name)),
        bad=True,
    )
    return h("li", None, label, h("small", None, f"{path} · {scope.code}" if path else scope.code), form)


def _stations(t: Translator, view: PersonView) -> list[Node]:
    lines = view.detail.assignments
    if not lines:
        listed: Node = h("p", "note-plain", t("No station yet: this observer can send nothing."))
    else:
        listed = h("ul", None, *[_station(t, line, view.clock) for line in lines])
    query = urlencode({"q": view.detail.person.username})
    return [
        listed,
        h("p", None, h("a", "btn", t("Change the stations"), href=f"/manage/assignments?{query}")),
    ]


def _station(t: Translator, line: AssignmentLine, clock: Clock) -> Component:
    since = t("since {time}.", time=moment(clock, line.since))
    if line.ended:
        since = t("from {since} to {ended}", since=moment(clock, line.since), ended=moment(clock, line.ended))
    where = " › ".join(map(clean, line.path))
    name = f"{clean(line.station_name)} · {line.station_code}"
    return h("li", None, h("b", None, name), h("small", None, f"{where} · {since}"))


def _sessions(t: Translator, view: PersonView, base: str) -> list[Node]:
    if not view.detail.sessions:
        return [h("p", "note-plain", t("Not signed in anywhere."))]
    every = api_form(t, action=f"{base}/sessions", method="DELETE", button=t("End every session"), bad=True)
    return [
        h("ul", None, *[_session(t, session, view.clock, base) for session in view.detail.sessions]),
        every,
    ]


def _session(t: Translator, session: PersonSession, clock: Clock, base: str) -> Component:
    kind = t("Browser") if session.kind == "browser" else t("Program")
    said = t(
        "seen {time} from {address}", time=moment(clock, session.seen_at), address=session.address or "–"
    )
    form = api_form(
        t, action=f"{base}/sessions/{session.uid}", method="DELETE", button=t("End this session"), bad=True
    )
    return h("li", None, h("b", None, kind), " ", said, h("small", None, clean(session.device or "")), form)


def _personal(t: Translator, view: PersonView, base: str) -> Component:
    held = view.detail.held
    shown = [
        piece
        for name, words in _PERSONAL
        for piece in (
            h("dt", None, t(words)),
            h("dd", None, t("hidden") if name in held else t("not kept"), data_personal=name),
        )
    ]
    fields = [text_field(name, t(words), prefix="p") for name, words in _PERSONAL]
    keep = api_form(t, *fields, action=f"{base}/personal", method="PUT", button=t("Keep"))
    edit = h(
        "details",
        None,
        h("summary", "lnk", t("Change personal data")),
        h("p", "note-plain", t("All three are replaced: an empty field is forgotten.")),
        keep,
    )
    show = h("button", "btn", t("Show (this is written down)"), type="button", data_show=f"{base}/personal")
    return h("div", None, h("dl", "kv", *shown), h("p", None, show if held else None), edit)
