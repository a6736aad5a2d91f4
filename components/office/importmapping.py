"""What a file's columns and names mean: a guess to look at, sample rows, and what only a person can say.

Called by `pages.office.import_mapping`. A plain form: it works without a script.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dash.development.base_component import Component

from components.format import clean, number
from components.i18n import N_, Translator
from components.markup import Node, h
from components.office.asked import choice_field, hidden, text_field
from components.office.importwords import PATH, named
from components.svg import el
from data.records.imports import Likely, MappingView

#: Our columns, what they are called; the first three and the votes are needed.
COLUMNS = (
    ("precinct", N_("Precinct or station")),
    ("office", N_("Contest")),
    ("candidate", N_("Candidate")),
    ("votes", N_("Votes")),
    ("county", N_("County")),
    ("district", N_("District")),
    ("party", N_("Party")),
    ("registered", N_("Registered voters")),
)
_PARTS = 6
_REQUIRED = frozenset({"precinct", "office", "candidate"})


@dataclass(frozen=True, kw_only=True)
class MappingPageView:
    """What the page shows."""

    t: Translator
    csrf: str
    found: MappingView


def mapping_page(view: MappingPageView) -> Component:
    """Draw the page."""
    t, found = view.t, view.found
    job, findings = found.job, found.findings
    remembered = None
    if findings.remembered:
        said = t(
            "A file with this header was explained before ({name}); what was said then is filled in.",
            name=clean(findings.remembered),
        )
        remembered = h("p", "note-plain", said)
    parts: list[Node] = [
        _columns(view) if findings.header else None,
        _names(view, "contests", t("Contests of the file"), findings.contests, found.contests),
        _names(view, "candidates", t("Candidates of the file"), findings.candidates, found.candidates),
        _places(view, findings.likely),
    ]
    saved = clean(found.mapping.name or findings.remembered or job.file_name)
    form = h(
        "form",
        "imp-map",
        hidden("csrf_token", view.csrf),
        *parts,
        text_field("name", t("Remember it as"), value=saved[:100], prefix="imp") if findings.header else None,
        h("div", "row", h("button", "btn btn-1", t("Save and check the file"), type="submit")),
        method="post",
        action=f"/api/v1/imports/{job.uid}/mapping",
    )
    return h(
        "div",
        "adm imp",
        h("p", "imp-back", h("a", "lnk", t("Back to the import"), href=f"{PATH}/{job.uid}")),
        h("h1", "head", t("What the file means")),
        h("p", "cap", named(job.file_name)),
        remembered,
        form,
    )


def _columns(view: MappingPageView) -> Component:
    t, findings = view.t, view.found.findings
    said = view.found.mapping.columns or findings.columns
    options = [("", t("(none)")), *((name, name) for name in findings.header)]
    fields: list[Node] = [
        choice_field(
            f"columns.{column}",
            t(words) + (" *" if column in _REQUIRED else ""),
            options,
            chosen=said.get(column, ""),
            prefix="imp",
        )
        for column, words in COLUMNS
    ]
    parts = [
        choice_field(
            f"columns.part:{n}",
            t("Part of the votes {n}", n=n),
            options,
            chosen=said.get(f"part:{n}", ""),
            prefix="imp",
        )
        for n in range(1, _PARTS + 1)
    ]
    hint = t(
        "Where no column holds all votes of a row, its parts are added up: election day, early, by mail."
    )
    unfolded = any(key.startswith("part:") for key in said) or None
    more = h(
        "details",
        None,
        h("summary", "lnk", t("Votes in several columns")),
        h("p", "cap", hint),
        h("div", "grid", *parts),
        open=unfolded,
    )
    return h("section", None, h("h2", None, t("Columns")), h("div", "grid", *fields), more, _samples(view))


def _samples(view: MappingPageView) -> Component:
    t, findings = view.t, view.found.findings
    head = [h("th", None, h("span", None, clean(name)), scope="col") for name in findings.header]
    rows = [h("tr", None, *[h("td", None, clean(cell)) for cell in row]) for row in findings.samples]
    table = h(
        "table",
        "t",
        h("caption", "vh", t("The first rows of the file")),
        h("thead", None, h("tr", None, *head)),
        h("tbody", None, *rows),
    )
    return h(
        "div",
        "tw all imp-samples",
        table,
        tabIndex="0",
        role="region",
        aria_label=t("The first rows of the file"),
    )


def _names(
    view: MappingPageView, table: str, title: str, found: dict[str, str], ours: Sequence[tuple[str, str]]
) -> Component | None:
    """Draw a choice for each name of the file; those that nothing fits come first."""
    t = view.t
    if not found:
        return None
    said: dict[str, str] = getattr(view.found.mapping, table)
    lines: list[Node] = []
    for place, (name, guess) in enumerate(sorted(found.items(), key=lambda pair: (bool(pair[1]), pair[0]))):
        contest, _, shown = name.partition("/") if table == "candidates" else ("", "", name)
        choices = [(code, words) for code, words in ours if not contest or code.startswith(f"{contest}/")]
        values = [(code.removeprefix(f"{contest}/"), words) for code, words in choices]
        chosen = said.get(name) or guess
        options = [("", t("(none fits)")), *values]
        label = shown if not contest else f"{shown} ({contest})"
        field = choice_field(f"{table}.{place}", clean(label), options, chosen=chosen, prefix="imp")
        lines.append(
            h(
                "div",
                None if guess or said.get(name) else "imp-ask",
                hidden(f"{table}_name.{place}", name),
                field,
            )
        )
    unknown = sum(not guess for guess in found.values())
    told = (
        t.n("{n} name fits nothing yet.", "{n} names fit nothing yet.", unknown)
        if unknown
        else t("All of them fit.")
    )
    return h(
        "details",
        None,
        h("summary", "lnk imp-sum", title, " ", h("span", "num", number(len(found)))),
        h("p", "bad" if unknown else "cap", told),
        h("div", "grid", *lines),
        open=bool(unknown) or None,
    )


def _places(view: MappingPageView, likely: Sequence[Likely]) -> Component | None:
    """Draw the places that only resemble a station; none is taken without a tick."""
    t, findings = view.t, view.found.findings
    said = view.found.mapping.places
    kept = [Likely(place=place, station=code, name=code) for place, code in said.items()]
    known = {one.place for one in likely}
    listed = [*likely, *(one for one in kept if one.place not in known)]
    unknown = findings.unknown_places
    if not listed and not unknown:
        return None
    rows: list[Node] = []
    for number_, one in enumerate(listed):
        box = el(
            "input",
            type="checkbox",
            id=f"imp-p{number_}",
            name=f"places.{number_}",
            value=one.station,
            checked="" if one.place in said else None,
        )
        words: list[Node] = [
            h("bdi", None, clean(one.place)),
            " → ",
            h("bdi", None, clean(one.name)),
            " ",
            h("code", None, one.station),
        ]
        label = h("label", None, *words, for_=f"imp-p{number_}")
        rows.append(h("li", None, hidden(f"places_name.{number_}", one.place), box, label))
    lost = None
    if unknown:
        lost = h(
            "p",
            "bad",
            t.n(
                "{n} place resembles no station; its rows are refused.",
                "{n} places resemble no station; their rows are refused.",
                unknown,
            ),
        )
    return h(
        "section",
        None,
        h("h2", None, t("Places that only resemble a station")),
        h("p", "cap", t("Tick those that are meant. A place without a tick is refused, never guessed.")),
        lost,
        h("ul", "imp-places", *rows) if rows else None,
    )
