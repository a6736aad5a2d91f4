"""The form of one contest at one place: photo, votes as written, totals, notes, running sum, receipt.

Called by `pages.office.entry`. Everything stands in the page before any script; `assets/js/office/entry.js` checks, keeps
and sends. It shows figures only of a form that the asker entered (a correction).
"""

from __future__ import annotations

from dash.development.base_component import Component

from components.contest.progress import chip
from components.format import clean, number
from components.i18n import N_, Translator, level_title
from components.markup import Node, h
from components.office.entryview import FormView, receipt
from components.shell import contest_title
from components.svg import el
from data.records import BallotLine

SOURCES = {
    "34a": N_("Form 34A"),
    "observer": N_("Observer's copy"),
    "agent": N_("Party agent's copy"),
    "transmitted": N_("Transmitted figures"),
    "34b": N_("Form 34B"),
    "34c": N_("Form 34C"),
}
_TOTALS = (
    ("valid", N_("Valid votes"), N_("as the form states")),
    ("rejected", N_("Rejected ballots"), None),
    ("cast", N_("Votes cast"), N_("valid and rejected, as the form states")),
    ("registered", N_("Registered voters"), N_("as the form states")),
)


def source_title(t: Translator, source: str) -> str:
    """Name the paper that a figure is read from."""
    return t(SOURCES[source]) if source in SOURCES else clean(source)


def entry_page(view: FormView) -> Component:
    """Draw the whole page of one form: head, then the form or what is stored already."""
    stored = view.contest.state is not None and not view.correcting
    parts: list[Node] = [_head(view), _sources(view)]
    if stored and not view.contest.own:
        parts.append(_taken(view))
    elif not view.is_open and not stored:
        parts.append(_closed(view))
    else:
        parts += [None if stored else _form(view), receipt(view, hidden=not stored)]
    return h("div", "entry", *parts, data_entry="stored" if stored else "open")


def _head(view: FormView) -> Component:
    t, place = view.t, view.place
    title = contest_title(t, view.contest.title)
    kind = level_title(t, place.area.level) if view.is_area else t("Station")
    where = [clean(area.name) for area in reversed(place.path[1:])] if not view.is_area else []
    facts = [", ".join(where[:2])] if where else []
    if place.registered is not None:
        facts.append(t("{n} registered", n=number(place.registered)))
    return h(
        "div",
        "fhead",
        h(
            "p",
            "fsteps",
            h("b", None, t("{k} of {n}", k=view.number, n=view.total)),
            el("progress", max=view.total, value=view.number, aria_hidden="true"),
        ),
        h("p", "cap", f"{source_title(t, view.source)} · {title} · {kind} ", h("span", "code", place.code)),
        h("h1", None, title, h("span", None, clean(place.name))),
        h("p", "muted", " · ".join(facts)) if facts else None,
    )


def _sources(view: FormView) -> Component | None:
    if len(view.sources) < 2:
        return None
    links = [
        h(
            "a",
            None,
            source_title(view.t, code),
            href=href,
            aria_current="true" if code == view.source else None,
        )
        for code, href in view.sources
    ]
    words = view.t("Source of this entry")
    return h("nav", "srcs", h("p", "cap", words), h("div", "seg", *links), aria_label=words)


def _form(view: FormView) -> Component:
    t = view.t
    return h(
        "form",
        None,
        _reason(view) if view.correcting else None,
        _photo(view),
        _votes(view),
        _totals(view),
        _notes(view),
        h("div", "trouble", id="trouble", role="alert"),
        _bar(view),
        id="entry",
        noValidate="noValidate",
        autoComplete="off",
        aria_label=t("Figures of the form"),
    )


def _reason(view: FormView) -> Component:
    t = view.t
    return _section(
        t("Why it is corrected"),
        "",
        h(
            "div",
            "field",
            h("label", "vh", t("Why it is corrected"), for_="reason"),
            el("textarea", id="reason", maxlength=1000, data_field="reason", rows=2, aria_describedby="e-reason"),
            errors("reason"),
        ),
        h("p", "cap", t("The form that was sent stays in the record; this one takes its place.")),
    )  # fmt: skip


def _section(title: str, aside: Node, *parts: Node) -> Component:
    return h("section", "fsec", h("h2", None, title, h("span", "cap", aside) if aside else None), *parts)


def errors(field: str) -> Component:
    """Draw the place where findings about a field are said; scripts fill it."""
    return h("div", "er", id=f"e-{field}", data_errors=field)


def photo_field(t: Translator, title: str, aside: str, hint: str) -> Component:
    """Draw the field for one photo: take, see, take again, look closer."""
    picture = h(
        "div",
        "photo",
        h("div", "thumb", id="thumb"),
        h(
            "div",
            None,
            h("p", None, hint, id="photo-hint"),
            h(
                "div",
                "ways2",
                # A label is the button: the input itself opens camera or album.
                h("label", "btn", h("span", None, t("Take a photo"), id="take-words"), for_="take"),
                h("label", "btn", t("From the album"), for_="album", id="album-label"),
                h("button", "btn", t("Look closer"), type="button", id="closer", hidden=True),
                h("button", "btn", t("Remove"), type="button", id="unphoto", hidden=True),
            ),
        ),
    )
    inputs = (
        el(
            "input",
            id="take",
            class_="vh",
            type="file",
            accept="image/*",
            capture="environment",
            aria_describedby="photo-hint e-attachments",
        ),
        el("input", id="album", class_="vh", type="file", accept="image/*"),
    )
    box = el("dialog", id="looker", class_="looker", aria_label=t("Photo, larger"))
    heading = h("h2", None, title, h("span", "cap", aside, id="photo-size"))
    return h("section", "fsec", heading, *inputs, picture, errors("attachments"), box)


def _photo(view: FormView) -> Component:
    t = view.t
    aside = t("required") if view.place.photo == "required" else t("optional")
    return photo_field(
        t, t("1. Photo of the form"), aside, t("All four corners visible, every figure readable.")
    )


def _votes(view: FormView) -> Component:
    t = view.t
    rows = [_row(view, n, line) for n, line in enumerate(view.contest.candidates)]
    return _section(t("2. Votes, as written"), t("blank is not 0"), *rows, errors("votes"))


def _row(view: FormView, place: int, line: BallotLine) -> Component:
    party = line.party or line.abbreviation
    small = h("small", None, h("bdi", None, clean(party))) if party else None
    label = [h("bdi", None, clean(line.name)), small]
    return _figure(view, f"votes.{line.code}", f"v{place}", label)


def _figure(view: FormView, field: str, name: str, label: Node) -> Component:
    digits = 9 if view.is_area else 6
    box = el(
        "input",
        id=name,
        type="text",
        inputmode="numeric",
        enterkeyhint="next",
        maxlength=digits + 3,
        autocomplete="off",
        data_field=field,
        value=_before(view, field),
        aria_describedby=f"e-{name}",
    )
    where = h("div", "er", id=f"e-{name}", data_errors=field)
    return h("div", "f", h("label", None, label, for_=name), box, where)


def _before(view: FormView, field: str) -> str | None:
    """The figure of the form that is corrected, to start from."""
    figures = view.before.figures if view.before is not None else None
    if figures is None:
        return None
    code = field.removeprefix("votes.")
    value = figures.votes.get(code) if code != field else getattr(figures, field)
    if field == "cast" and value == (figures.valid or 0) + (figures.rejected or 0):
        return None  # the store works it out where the paper does not say
    return None if value is None else str(value)


def _totals(view: FormView) -> Component:
    t = view.t
    rows = [
        _figure(view, field, field, [t(words), h("small", None, t(small)) if small else None])
        for field, words, small in _TOTALS
    ]
    return _section(t("3. Totals on the form"), t("blank if not stated"), *rows)


def _notes(view: FormView) -> Component:
    t = view.t
    where = h(
        "div",
        "here",
        h("button", "btn", t("Add where I am"), type="button", id="here"),
        h("span", "cap", id="here-words", role="status"),
        errors("device_point"),
    )
    return _section(
        t("4. Notes"),
        t("optional"),
        h(
            "div",
            "field",
            h("label", None, t("What a manager should know"), for_="note"),
            el("textarea", id="note", maxlength=1000, data_field="note", rows=3),
        ),
        None if view.is_area else where,
        h("a", "btn wide", t("Report an incident at this station"), href=view.incident)
        if not view.is_area
        else None,
        h("button", "btn quiet", t("Discard this draft"), type="button", id="discard", hidden=True),
    )  # fmt: skip


def _bar(view: FormView) -> Component:
    t = view.t
    running = h(
        "div",
        "run",
        h("span", None, t("Sum of candidates"), h("span", "runok", id="run-words", role="status")),
        h("b", "num", "–", id="run"),
        id="runbox",
    )
    send = h("button", "btn btn-1 wide", t("Check and send"), type="submit", id="send")
    return h(
        "div", "sendbar", running, h("div", "send", h("p", "sendwords", id="send-words", role="status"), send)
    )


def _taken(view: FormView) -> Component:
    t, contest = view.t, view.contest
    when = view.clock.full(contest.received_at) if contest.received_at else ""
    return h(
        "section",
        "note-plain",
        h("p", None, h("b", None, t("This form is stored already.")), " ", chip(t, contest.state or "")),
        h("p", None, t("Somebody else sent it: {time}, receipt {code}.", time=when, code=contest.receipt or "–")),
        h("p", "cap", t("Its figures stay hidden, so that a second reading is independent.")),
        h("p", None, h("a", None, t("My stations"), href=view.home)),
    )  # fmt: skip


def _closed(view: FormView) -> Component:
    t = view.t
    words = t("{election} does not take forms now.", election=clean(view.place.election_title))
    return h("section", "note-plain", h("p", None, h("b", None, words)), h("p", None, t("Ask your manager.")))
