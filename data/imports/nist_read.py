"""Reads an election report of NIST SP 1500-100 version 2, in JSON or XML, into the same few records.

Called by `nist`. Only what results need is kept; the rest of a report is passed over. XML goes through defusedxml: no document
type, no entities, nothing fetched; counts are taken out of the tree as they come.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, TypeVar
from xml.etree.ElementTree import Element, ParseError

import msgspec
from defusedxml import DefusedXmlException
from defusedxml.ElementTree import iterparse

from data.imports.sniff import UploadRefused
from data.records.words import N_

DAMAGED = N_("The file is not an election report of NIST SP 1500-100.")
DAMAGED_REMEDY = N_("Have it written again by the system that it comes from, as version 2 of the format.")
HOSTILE = N_("The file holds a document type or entities, which no report needs.")
HOSTILE_REMEDY = N_("Take the DOCTYPE out.")
#: Repeated elements, and those that name several others in one text.
_LISTS = frozenset({"ExternalIdentifier", "Text", "OtherCounts", "CountStatus"})
_IDS = frozenset({"CandidateIds"})


T = TypeVar("T")


class _Part(msgspec.Struct, frozen=True, rename="pascal", omit_defaults=True):
    """Base of the parts of a report: names as in the format, unknown ones passed over."""


class Words(_Part, frozen=True):
    """Text in one language."""

    content: str = ""


class Name(_Part, frozen=True):
    """Text in several languages."""

    text: tuple[Words, ...] = ()


class Identifier(_Part, frozen=True):
    """A code that somebody else gave."""

    value: str = ""


class Status(_Part, frozen=True):
    """How far a count is."""

    status: str = "unknown"
    type: str = "total"
    other_type: str = ""


class Unit(_Part, frozen=True):
    """A place that counts."""

    id: str = msgspec.field(name="@id")
    kind: str = msgspec.field(name="Type", default="")
    name: Name | None = None
    external_identifier: tuple[Identifier, ...] = ()
    count_status: tuple[Status, ...] = ()
    voters_registered: int | None = None
    sub_units_reported: int | None = None
    total_sub_units: int | None = None


class Candidate(_Part, frozen=True):
    """Who stands."""

    id: str = msgspec.field(name="@id")
    ballot_name: Name | None = None
    external_identifier: tuple[Identifier, ...] = ()


class Count(_Part, frozen=True):
    """Votes of one selection in one place."""

    gp_unit_id: str
    count: float | int
    type: str = "total"
    is_suppressed_for_privacy: bool = False


class Other(_Part, frozen=True):
    """Ballots of one contest in one place that are nobody's votes."""

    gp_unit_id: str
    overvotes: float | int | None = None
    undervotes: float | int | None = None


class Ballots(_Part, frozen=True):
    """Ballots of one place, whatever the contest."""

    gp_unit_id: str
    type: str = "total"
    ballots_rejected: int | None = None


class Selection(_Part, frozen=True):
    """One line of a ballot."""

    id: str = msgspec.field(name="@id")
    candidate_ids: tuple[str, ...] = ()
    is_write_in: bool = False
    vote_counts: tuple[Count, ...] = ()


class Contest(_Part, frozen=True):
    """One contest with its counts."""

    id: str = msgspec.field(name="@id")
    kind: str = msgspec.field(name="@type", default="")
    name: str = ""
    abbreviation: str | None = None
    external_identifier: tuple[Identifier, ...] = ()
    contest_selection: tuple[Selection, ...] = ()
    other_counts: tuple[Other, ...] = ()


class Election(_Part, frozen=True):
    """One election of a report."""

    candidate: tuple[Candidate, ...] = ()
    contest: tuple[Contest, ...] = ()
    ballot_counts: tuple[Ballots, ...] = ()


class Report(_Part, frozen=True):
    """A report."""

    gp_unit: tuple[Unit, ...] = ()
    election: tuple[Election, ...] = ()
    is_test: bool = False


def read_json(path: Path) -> Report:
    """Return the report. Raises `UploadRefused`."""
    try:
        return msgspec.json.decode(path.read_bytes().removeprefix(b"\xef\xbb\xbf"), type=Report)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise UploadRefused(DAMAGED, remedy=DAMAGED_REMEDY) from error


def read_xml(path: Path) -> Report:
    """Return the report. Raises `UploadRefused`."""
    reader = _XmlReader()
    try:
        with path.open("rb") as file:
            for event, element in iterparse(file, events=("start", "end"), forbid_dtd=True):
                (reader.begin if event == "start" else reader.end)(element)
        return reader.report()
    except DefusedXmlException as error:
        raise UploadRefused(HOSTILE, remedy=HOSTILE_REMEDY) from error
    except (ParseError, msgspec.ValidationError, RecursionError, ValueError, LookupError) as error:
        raise UploadRefused(DAMAGED, remedy=DAMAGED_REMEDY) from error


def _plain(tag: str) -> str:
    return tag.rpartition("}")[2]


class _XmlReader:
    """Collects the parts of a report as their elements end, and empties what has been taken."""

    def __init__(self) -> None:
        self._path: list[str] = []
        self._units: list[Unit] = []
        self._elections: list[Election] = []
        self._test = False
        self._candidates: list[Candidate] = []
        self._contests: list[Contest] = []
        self._ballots: list[Ballots] = []
        self._counts: list[Count] = []
        self._selections: list[Selection] = []

    def begin(self, element: Element) -> None:
        """Note where the reader is."""
        self._path.append(_plain(element.tag))
        if len(self._path) == 1 and self._path[0] != "ElectionReport":
            raise ValueError("not a report")
        if len(self._path) > 40:
            raise ValueError("too deep")

    def end(self, element: Element) -> None:
        """Take what has ended, if it is a part that is wanted."""
        tag = self._path.pop()
        parent = self._path[-1] if self._path else ""
        taken = True
        if tag == "VoteCounts" and parent == "ContestSelection":
            self._counts.append(_as(Count, _tree(element)))
        elif tag == "ContestSelection" and parent == "Contest":
            counts, self._counts = tuple(self._counts), []
            self._selections.append(
                msgspec.structs.replace(_as(Selection, _tree(element)), vote_counts=counts)
            )
        elif tag == "Contest" and parent == "Election":
            chosen, self._selections = tuple(self._selections), []
            made = _as(Contest, _tree(element))
            self._contests.append(msgspec.structs.replace(made, contest_selection=chosen))
        elif tag == "Candidate" and parent == "Election":
            self._candidates.append(_as(Candidate, _tree(element)))
        elif tag == "BallotCounts" and parent == "Election":
            self._ballots.append(_as(Ballots, _tree(element)))
        elif tag == "Election" and parent == "ElectionReport":
            self._elections.append(self._election())
        elif tag == "GpUnit" and parent == "ElectionReport":
            self._units.append(_as(Unit, _tree(element)))
        elif tag == "IsTest" and parent == "ElectionReport":
            self._test = (element.text or "").strip() in ("true", "1")
        else:
            taken = parent in ("ElectionReport", "Election")
        if taken:
            element.clear()

    def _election(self) -> Election:
        """Return the election that has ended, and begin the next: their ballots must not mix."""
        made = Election(
            candidate=tuple(self._candidates),
            contest=tuple(self._contests),
            ballot_counts=tuple(self._ballots),
        )
        self._candidates, self._contests, self._ballots = [], [], []
        return made

    def report(self) -> Report:
        """Return what was collected."""
        return Report(gp_unit=tuple(self._units), election=tuple(self._elections), is_test=self._test)


def _as(kind: type[T], tree: Any) -> T:
    return msgspec.convert(tree, kind, strict=False)


def _tree(element: Element) -> Any:
    """Return an element as the JSON twin of the format has it."""
    tree: dict[str, Any] = {}
    for name, value in element.attrib.items():
        tree["@id" if name == "ObjectId" else "@type" if _plain(name) == "type" else _plain(name)] = value
    if tree.get("@type"):
        tree["@type"] = f"ElectionResults.{str(tree['@type']).rpartition(':')[2]}"
    for child in element:
        tag = _plain(child.tag)
        if tag in _IDS:
            tree[tag] = (child.text or "").split()
        elif tag == "Text":
            tree.setdefault(tag, []).append({"Content": child.text or ""})
        elif tag in _LISTS:
            tree.setdefault(tag, []).append(_tree(child))
        elif len(child):
            tree[tag] = _tree(child)
        elif child.text is not None and child.text.strip():
            tree[tag] = child.text.strip()
    return tree
