"""Writes names in other languages: of the election, contests, areas, parties, candidates and stations.

Called by `run` inside its transaction, after the things themselves. Names are of the election, not of the geography,
so that one election's translation never changes another's. What a file does not state stays as it is stored.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from data.engine import sql
from data.ingest.header import ElectionHeader
from data.ingest.known import AreaRow, CandidateRow, Names, PartyRow, StationRow
from data.ingest.load_register import Place
from data.ingest.summary import FileSummary
from data.ingest.transfer import copy_rows

#: One thing that a file names: its row, its code, its names by language.
Named = tuple[int | None, str, Names]


def load_titles(place: Place, header: ElectionHeader, summary: FileSummary) -> None:
    """Store the titles of the election and its contests."""
    _load(place, "election", [(None, "", tuple(header.titles.items()))], summary)
    titles = [(None, contest.code, tuple(contest.titles.items())) for contest in header.contest]
    _load(place, "contest", titles, summary)


def load_area_names(place: Place, areas: Sequence[AreaRow], summary: FileSummary) -> None:
    """Store the names of areas."""
    _load(place, "area", ((area.row, area.code, area.names) for area in areas), summary)


def load_station_names(place: Place, stations: Sequence[StationRow], summary: FileSummary) -> None:
    """Store the names of polling stations."""
    _load(place, "station", ((one.row, one.code, one.names) for one in stations), summary)


def load_party_names(place: Place, parties: Sequence[PartyRow], summary: FileSummary) -> None:
    """Store the names of parties."""
    _load(place, "party", ((party.row, party.code, party.names) for party in parties), summary)


def load_candidate_names(place: Place, candidates: Sequence[CandidateRow], summary: FileSummary) -> None:
    """Store the names of candidates."""
    _load(
        place,
        "candidate",
        ((one.row, f"{one.contest}/{one.area}/{one.code}", one.names) for one in candidates),
        summary,
    )


def _load(place: Place, kind: str, things: Iterable[Named], summary: FileSummary) -> None:
    """Store what differs from the stored names, each change in the summary and in the trail."""
    given = {"election_id": place.election_id, "kind": kind}
    stored: dict[tuple[str, str], str] | None = None
    touched = {effect.thing for effect in summary.effects}
    new: list[tuple[Any, ...]] = []
    other = 0
    for row, code, names in things:
        if not names:
            continue
        if stored is None:
            rows = place.connection.execute(sql("ingest_names"), given)
            stored = {(held.lang, held.code): held.name for held in rows}
        old = {lang: stored.get((lang, code)) for lang, _ in names}
        changed = {lang: name or None for lang, name in names if (name or None) != old[lang]}
        if not changed:
            continue
        for lang, name in changed.items():
            if name is not None and old[lang] is None:
                new.append((place.election_id, kind, lang, code, name))
                continue
            other += 1
            step = {**given, "lang": lang, "code": code}
            if name is None:
                place.connection.execute(sql("ingest_drop_name"), step)
            else:
                place.connection.execute(sql("ingest_set_name"), {**step, "name": name})
        before = {f"name:{lang}": old[lang] for lang in changed}
        if code not in touched:
            _note(place, summary, (row, kind, code), (before, {f"name:{la}": n for la, n in changed.items()}))
    copy_rows(place.connection, "names", ("election_id", "kind", "lang", "code", "name"), new)
    if new or other:
        place.connection.execute(sql("ingest_names_changed"), {"election_id": place.election_id})
        summary.notes.append(f"names in other languages: {len(new)} new, {other} changed")


def _note(
    place: Place,
    summary: FileSummary,
    thing: tuple[int | None, str, str],
    change: tuple[dict[str, Any], dict[str, Any]],
) -> None:
    """Count a thing of which only names changed as changed, not as already there."""
    row, kind, code = thing
    old, new = change
    place.trail.changed(kind, code or place.trail.election, old, new, file=summary.file)
    summary.note_change(row, code, old, new)
    words = ", ".join(f"{name} {old[name]!r} -> {value!r}" for name, value in new.items())
    summary.change(f"{code or place.trail.election}: {words}")
    summary.unchanged = max(0, summary.unchanged - 1)
