"""The gate: no version goes out unless a second computation agrees with every changed document.

The second computation reads the forms themselves (`gate_leaf_sums.sql`), knows nothing of `ward_counts`,
`ward_tallies` or `data.publish.node`, and adds leaves straight into each area by its path instead of adding
children up. It checks the bytes that will be published, decoded again. Called by `data.publish.publisher`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec
from sqlalchemy import Connection

from data.engine import sql
from data.publish.register import Register

Key = tuple[int, int]  # contest, area


class _ShownRevision(msgspec.Struct):
    state: str
    valid: int | None
    votes: dict[str, int]


class _ShownForm(msgspec.Struct):
    contest: str
    counting: bool
    revisions: list[_ShownRevision]


class _Shown(msgspec.Struct):
    """The little that is checked of a file of forms."""

    area: dict[str, str]
    forms: list[_ShownForm]


@dataclass(slots=True)
class Sums:
    """Plain sums over forms: `stated` counts those that state rejected and cast."""

    forms: int = 0
    valid: int = 0
    rejected: int = 0
    rejected_forms: int = 0
    cast: int = 0
    cast_forms: int = 0
    votes: dict[str, int] = field(default_factory=lambda: defaultdict(int))


class Gate:
    """Holds the second computation's leaves of one election and checks documents against them."""

    def __init__(self, register: Register) -> None:
        self.register = register
        self.leaves: dict[Key, Sums] = {}

    def read(self, connection: Connection, changed: set[Key], *, everything: bool) -> None:
        """Read the forms of the changed leaves anew, in the transaction the documents are made in."""
        if not changed and not everything:
            return
        areas = None if everything else sorted({area for _, area in changed})
        fresh: dict[Key, Sums] = defaultdict(Sums)
        parameters = {"election_id": self.register.election_id, "leaf_area_ids": areas}
        for row in connection.execute(sql("gate_leaf_sums"), parameters).all():
            sums = fresh[row.contest_id, row.area_id]
            if row.candidate_code is not None:
                sums.votes[row.candidate_code] += int(row.votes)
                continue
            sums.forms, sums.valid = row.forms, int(row.valid_votes)
            sums.rejected, sums.rejected_forms = int(row.rejected_votes or 0), row.rejected_forms
            sums.cast, sums.cast_forms = int(row.votes_cast or 0), row.cast_forms
        for key in changed:
            self.leaves[key] = fresh.get(key, Sums())

    def check(self, contest_id: int, documents: Mapping[int, bytes]) -> list[str]:
        """Return what is wrong with the documents of one contest, by area id; empty when all is right."""
        totals = self._totals(contest_id, documents.keys())
        findings: list[str] = []
        for area_id, content in documents.items():
            document = msgspec.json.decode(content)
            name = f"{document['contest']}/{document['area']['code']}"
            level_above = self.register.areas[area_id].level < self.register.contests[contest_id].level
            problems = [*parts_make_whole(document), *_agrees(document, totals[area_id], above=level_above)]
            findings.extend(f"{name}: {problem}" for problem in problems)
        return findings

    def check_forms(self, area_id: int, content: bytes) -> list[str]:
        """Return where the forms that are shown to the public are not the ones that the totals are made of."""
        file = msgspec.json.decode(content, type=_Shown)
        found: dict[str, Sums] = defaultdict(Sums)
        for form in file.forms:
            last = form.revisions[-1]
            if form.counting and last.state != "disputed" and last.state in self.register.publish_states:
                sums = found[form.contest]
                sums.forms += 1
                sums.valid += last.valid or 0
                for code, votes in last.votes.items():
                    sums.votes[code] += votes
        problems = []
        for contest in self.register.contests.values():
            own, wanted = found[contest.code], self.leaves.get((contest.contest_id, area_id), Sums())
            if (own.forms, own.valid, own.votes) != (wanted.forms, wanted.valid, wanted.votes):
                problems.append(
                    f"_forms/{file.area['code']}: the forms of {contest.code} shown are {own.forms} with"
                    f" {own.valid} valid votes, counted are {wanted.forms} with {wanted.valid}"
                )
        return problems

    def _totals(self, contest_id: int, wanted: Iterable[int]) -> dict[int, Sums]:
        totals = {area: Sums() for area in wanted}
        for (contest, leaf), sums in self.leaves.items():
            if contest != contest_id:
                continue
            for area in self.register.areas[leaf].path:
                total = totals.get(area)
                if total is not None:
                    _include(total, sums)
        return totals


def _include(total: Sums, sums: Sums) -> None:
    total.forms += sums.forms
    total.valid += sums.valid
    total.rejected += sums.rejected
    total.rejected_forms += sums.rejected_forms
    total.cast += sums.cast
    total.cast_forms += sums.cast_forms
    for code, votes in sums.votes.items():
        total.votes[code] += votes


def _agrees(document: dict[str, Any], sums: Sums, *, above: bool) -> list[str]:
    """Compare a document with the second computation's sums of its area."""
    votes = document["votes"]
    expected = {
        "valid": sums.valid if sums.forms else None,
        "rejected": sums.rejected if sums.rejected_forms else None,
        "cast": sums.cast if sums.cast_forms else None,
    }
    problems = [
        f"{name} is {votes[name]}, the forms say {value}"
        for name, value in expected.items()
        if votes[name] != value
    ]
    if not document["by_area"] and document["stations"]["counted"] != sums.forms:
        problems.append(
            f"stations counted is {document['stations']['counted']}, there are {sums.forms} forms"
        )
    if not above:
        for line in document["candidates"]:
            if line["votes"] != sums.votes.get(line["code"], 0):
                problems.append(
                    f"{line['code']} has {line['votes']}, the forms say {sums.votes.get(line['code'], 0)}"
                )
    return problems


def parts_make_whole(document: dict[str, Any]) -> list[str]:
    """Return where the parts of a results document do not make the whole; needs nothing but the document.

    Candidates = valid; valid + rejected = cast where every form states them; children = the area itself.
    """
    problems: list[str] = []
    votes, stations, lines = document["votes"], document["stations"], document["candidates"]
    valid = votes["valid"] or 0
    if lines and sum(line["votes"] for line in lines) != valid:
        problems.append(f"the candidates have {sum(line['votes'] for line in lines)} votes, valid is {valid}")
    whole = votes["rejected_stations"] is None and votes["cast_stations"] is None
    if (
        votes["cast"] is not None
        and votes["rejected"] is not None
        and whole
        and valid + votes["rejected"] != votes["cast"]
    ):
        problems.append(f"valid {valid} and rejected {votes['rejected']} do not make cast {votes['cast']}")
    if stations["preliminary"] is not None:
        states = sum(stations[state] for state in ("preliminary", "verified", "confirmed", "disputed"))
        if states != stations["reported"] or stations["counted"] > stations["reported"]:
            problems.append(
                f"{states} forms in states, {stations['reported']} reported, {stations['counted']} counted"
            )
    children = [
        child for child in document["children"] if child["level"] != "station" or child["stations"]["counted"]
    ]
    if document["children"]:
        problems.extend(_children_make_whole(document, children))
    return problems


def _children_make_whole(document: dict[str, Any], children: list[dict[str, Any]]) -> list[str]:
    problems = []
    for name in ("valid", "rejected", "cast"):
        total, own = sum(child[name] or 0 for child in children), document["votes"][name] or 0
        if total != own:
            problems.append(f"the parts have {total} {name}, the whole {own}")
    for line in document["candidates"]:
        total = sum(child["votes"].get(line["code"], 0) for child in children)
        if total != line["votes"]:
            problems.append(f"the parts give {line['code']} {total} votes, the whole {line['votes']}")
    for name in ("reported", "counted", "disputed", "total"):
        parts = [child["stations"][name] for child in document["children"]]
        own = document["stations"][name]
        if own is not None and None not in parts and sum(parts) != own:
            problems.append(f"the parts have {sum(parts)} stations {name}, the whole {own}")
    return problems
