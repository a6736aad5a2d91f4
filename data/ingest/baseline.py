"""Links an election to the earlier one it is compared with: who is the same person, which area is which.

The comparison is kept in the election's settings, so both elections may be imported in either order: each
import links what is there. Called by `run` inside its transaction.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Any

import msgspec

from data.engine import sql
from data.ingest.header import BaselineHeader, Compare
from data.ingest.load_register import Place

_WORD = re.compile(r"[^\W_]+")


def name_words(name: str) -> frozenset[str]:
    """Return the words of a person's name without case, accents and order: `Odinga, Raila` is `raila odinga`."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    return frozenset(_WORD.findall("".join(c for c in plain if not unicodedata.combining(c))))


def match_names(
    now: Iterable[tuple[str, str]], then: Iterable[tuple[str, str]]
) -> tuple[dict[str, str], list[str]]:
    """Match (code, name) pairs of two elections by name words; return links and the codes that are ambiguous.

    A code links only when exactly one candidate of each election has these words: no guess is better than a wrong one.
    """
    before: dict[frozenset[str], set[str]] = {}
    for code, name in then:
        before.setdefault(name_words(name), set()).add(code)
    after: dict[frozenset[str], set[str]] = {}
    for code, name in now:
        after.setdefault(name_words(name), set()).add(code)
    links: dict[str, str] = {}
    ambiguous: list[str] = []
    for words, codes in after.items():
        found = before.get(words, set())
        if not found or not words:
            continue
        if len(codes) == 1 and len(found) == 1:
            links[next(iter(codes))] = next(iter(found))
        else:
            ambiguous.extend(sorted(codes))
    return links, ambiguous


def store_comparison(place: Place, baseline: BaselineHeader) -> bool:
    """Keep the comparison with the election; returns whether it is another than the stored one."""
    value = msgspec.to_builtins(baseline.compare)
    given = {"election_id": place.election_id, "baseline": msgspec.json.encode(value).decode()}
    return place.connection.execute(sql("ingest_set_baseline"), given).rowcount > 0


def link_elections(place: Place, election: str, notes: list[str]) -> None:
    """Link the election to those it is compared with, and others that are compared with it, where both are there."""
    for row in place.connection.execute(sql("ingest_comparisons"), {"code": election}).all():
        for compare in msgspec.convert(row.baseline, tuple[Compare, ...]):
            if election not in (row.code, compare.election):
                continue
            _link(place, (row.election_id, row.code), compare, notes)


def _link(place: Place, now: tuple[int, str], compare: Compare, notes: list[str]) -> None:
    election_id, election = now
    then = place.connection.execute(sql("ingest_election"), {"code": compare.election}).one_or_none()
    if then is None:
        notes.append(f"{compare.election} is not imported yet: {election} is compared with it once it is")
        return
    contest = _contest(place, election_id, compare.contest)
    baseline = _contest(place, then.election_id, compare.baseline_contest or compare.contest)
    if contest is None or baseline is None:
        notes.append(
            f"{compare.election} has no contest {compare.baseline_contest or compare.contest}: not compared"
        )
        return
    now_standing = _candidates(place, election_id, contest)
    then_standing = _candidates(place, then.election_id, baseline)
    links, ambiguous = match_names(now_standing, then_standing)
    links |= _stated_links(compare, now_standing, then_standing, notes)
    ambiguous = [code for code in ambiguous if code not in links]
    given = {"contest_id": contest.contest_id, "baseline_contest_id": baseline.contest_id}
    place.connection.execute(sql("ingest_clear_links"), {"contest_id": contest.contest_id})
    for code, earlier in links.items():
        place.connection.execute(sql("ingest_add_link"), {**given, "code": code, "earlier": earlier})
    shown = ", ".join(f"{code} = {earlier}" for code, earlier in sorted(links.items())) or "nobody"
    notes.append(f"{election} {compare.contest} compared with {compare.election}: {shown}")
    if ambiguous:
        notes.append(f"not compared, the name fits several candidates: {', '.join(sorted(ambiguous))}")
    _link_areas(place, now, compare, (contest.contest_id, then.election_id), notes)


def _stated_links(
    compare: Compare, now: list[tuple[str, str]], then: list[tuple[str, str]], notes: list[str]
) -> dict[str, str]:
    """Return the links that the bundle states itself (the successor of a party, say), where both candidates stand."""
    standing, stood = {code for code, _ in now}, {code for code, _ in then}
    links = {code: old for code, old in compare.candidates.items() if code in standing and old in stood}
    unknown = [f"{code} = {old}" for code, old in compare.candidates.items() if code not in links]
    if unknown:
        notes.append(f"comparisons that name nobody who stands: {', '.join(unknown)}")
    return links


def _contest(place: Place, election_id: int, code: str) -> Any | None:
    rows = place.connection.execute(sql("ingest_contests"), {"election_id": election_id})
    return next((row for row in rows if row.code == code), None)


def _candidates(place: Place, election_id: int, contest: Any) -> list[tuple[str, str]]:
    rows = place.connection.execute(sql("ingest_candidates"), {"election_id": election_id})
    return [(row.code, row.name) for row in rows if row.contest == contest.code]


def _link_areas(
    place: Place, now: tuple[int, str], compare: Compare, ids: tuple[int, int], notes: list[str]
) -> None:
    """Store which area was which: by the crosswalk, else by equal codes where the geographies differ."""
    contest_id, baseline_id = ids
    place.connection.execute(sql("ingest_clear_area_links"), {"contest_id": contest_id})
    given = {
        "contest_id": contest_id,
        "election_id": now[0],
        "baseline_id": baseline_id,
        "level": compare.level,
        "codes": list(compare.crosswalk),
        "earlier_codes": list(compare.crosswalk.values()),
    }
    place.connection.execute(sql("ingest_add_area_links"), given)
    unknown = place.connection.execute(sql("ingest_unknown_crosswalk"), given).all()
    if unknown:
        shown = ", ".join(f"{row.code} = {row.earlier_code}" for row in unknown[:5])
        notes.append(
            f"{len(unknown)} lines of the crosswalk name areas that one of the elections lacks: {shown}"
        )
