"""Writes a report as JSON or XML while it is made: one set of calls, two forms, a buffer of bounded size.

`report` calls `open`, `fields`, `list` and `counts` in the order of the XML schema, which JSON does not mind. Trees are
dictionaries as `words` makes them. Counts are written without a tree: there are millions.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from typing import Any
from xml.sax.saxutils import escape

import msgspec

from data.cdf.words import NAMESPACE, Tree

FULL = 65_536
_XSI = "http://www.w3.org/2001/XMLSchema-instance"
_ABSTRACT = frozenset({"GpUnit", "Contest", "ContestSelection"})
#: Counts written between two looks at the buffer.
_PORTION = 500
Line = tuple[int, int]
Ballots = tuple[int, int | None, int | None]


class Writer(ABC):
    """Collects what is written; `take` hands over what there is."""

    media = ""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._size = 0

    @property
    def full(self) -> bool:
        """Tell whether there is enough to send."""
        return self._size >= FULL

    def take(self) -> bytes:
        """Return what was written since the last time, which may be nothing."""
        body = "".join(self._parts).encode()
        self._parts.clear()
        self._size = 0
        return body

    def _put(self, text: str) -> None:
        self._parts.append(text)
        self._size += len(text)

    @abstractmethod
    def begin(self) -> None:
        """Begin the report."""

    @abstractmethod
    def end(self) -> None:
        """End the report."""

    @abstractmethod
    def fields(self, members: Tree) -> None:
        """Write members of the object that is open."""

    @abstractmethod
    def open_list(self, tag: str) -> None:
        """Begin the list `tag` of the object that is open."""

    @abstractmethod
    def close_list(self) -> None:
        """End the list."""

    @abstractmethod
    def item(self, tree: Tree) -> None:
        """Write one whole object of the list that is open."""

    @abstractmethod
    def open_item(self, tree: Tree) -> None:
        """Begin an object of the list that is open with the members of `tree`; more may follow."""

    @abstractmethod
    def close_item(self) -> None:
        """End the object."""

    @abstractmethod
    def _vote(self, unit: str, votes: int) -> str:
        """Return the votes of one selection in one unit."""

    @abstractmethod
    def _ballot(self, unit: str, cast: int | None, rejected: int | None) -> str:
        """Return the ballots of one unit; what is not known is not written."""

    @abstractmethod
    def _lines(self, lines: list[str]) -> None:
        """Write objects of the list that is open."""

    def votes(self, units: Sequence[str], lines: Iterator[Line]) -> Iterator[bytes]:
        """Write votes, each of a place in `units`; yields what is full."""
        yield from self._portions(self._vote(units[unit], count) for unit, count in lines)

    def ballots(self, units: Sequence[str], lines: Iterator[Ballots]) -> Iterator[bytes]:
        """Write ballots cast and rejected; yields what is full."""
        yield from self._portions(self._ballot(units[unit], cast, spoilt) for unit, cast, spoilt in lines)

    def _portions(self, lines: Iterator[str]) -> Iterator[bytes]:
        portion: list[str] = []
        for line in lines:
            portion.append(line)
            if len(portion) == _PORTION:
                self._lines(portion)
                portion.clear()
                if self.full:
                    yield self.take()
        if portion:
            self._lines(portion)


class JsonWriter(Writer):
    """Writes JSON. Every object begins with its type, so a comma stands before every other member."""

    media = "application/json"

    def __init__(self) -> None:
        super().__init__()
        self._first: list[bool] = []

    def begin(self) -> None:
        """Begin the report."""
        self._put('{"@type":"ElectionResults.ElectionReport"')

    def end(self) -> None:
        """End the report."""
        self._put("}\n")

    def fields(self, members: Tree) -> None:
        """Write members of the object that is open."""
        if members:
            self._put("," + _json(members)[1:-1])

    def open_list(self, tag: str) -> None:
        """Begin the list `tag`."""
        self._put(f',"{tag}":[')
        self._first.append(True)

    def close_list(self) -> None:
        """End the list."""
        self._first.pop()
        self._put("]")

    def item(self, tree: Tree) -> None:
        """Write one object of the list."""
        self._lines([_json(tree)])

    def open_item(self, tree: Tree) -> None:
        """Begin an object of the list."""
        self._lines([_json(tree)[:-1]])

    def close_item(self) -> None:
        """End the object."""
        self._put("}")

    def _vote(self, unit: str, votes: int) -> str:
        return f'{{"@type":"ElectionResults.VoteCounts","GpUnitId":"{unit}","Type":"total","Count":{votes}}}'

    def _ballot(self, unit: str, cast: int | None, rejected: int | None) -> str:
        known = "" if cast is None else f',"BallotsCast":{cast}'
        known += "" if rejected is None else f',"BallotsRejected":{rejected}'
        return f'{{"@type":"ElectionResults.BallotCounts","GpUnitId":"{unit}","Type":"total"{known}}}'

    def _lines(self, lines: list[str]) -> None:
        text = ",".join(lines)
        self._put(text if self._first[-1] else "," + text)
        self._first[-1] = False


class XmlWriter(Writer):
    """Writes XML."""

    media = "application/xml"

    def __init__(self) -> None:
        super().__init__()
        self._tags: list[str] = []

    def begin(self) -> None:
        """Begin the report."""
        self._put('<?xml version="1.0" encoding="UTF-8"?>\n')
        self._put(f'<ElectionReport xmlns="{NAMESPACE}" xmlns:xsi="{_XSI}">\n')

    def end(self) -> None:
        """End the report."""
        self._put("</ElectionReport>\n")

    def fields(self, members: Tree) -> None:
        """Write elements of the one that is open."""
        self._put("".join(_element(tag, value) for tag, value in members.items() if tag[0] != "@"))

    def open_list(self, tag: str) -> None:
        """Begin the list: in XML only a name for what follows."""
        self._tags.append(tag)

    def close_list(self) -> None:
        """End the list."""
        self._tags.pop()

    def item(self, tree: Tree) -> None:
        """Write one element."""
        self._put(_element(self._tags[-1], tree) + "\n")

    def open_item(self, tree: Tree) -> None:
        """Begin an element."""
        self._put(_begin(self._tags[-1], tree))
        self.fields(tree)

    def close_item(self) -> None:
        """End the element."""
        self._put(f"</{self._tags[-1]}>\n")

    def _vote(self, unit: str, votes: int) -> str:
        return f"<VoteCounts><GpUnitId>{unit}</GpUnitId><Type>total</Type><Count>{votes}</Count></VoteCounts>"

    def _ballot(self, unit: str, cast: int | None, rejected: int | None) -> str:
        known = "" if cast is None else f"<BallotsCast>{cast}</BallotsCast>"
        known += "" if rejected is None else f"<BallotsRejected>{rejected}</BallotsRejected>"
        return f"<BallotCounts><GpUnitId>{unit}</GpUnitId><Type>total</Type>{known}</BallotCounts>"

    def _lines(self, lines: list[str]) -> None:
        self._put("\n".join(lines) + "\n")


WRITERS: dict[str, type[Writer]] = {"json": JsonWriter, "xml": XmlWriter}


def _json(tree: Tree) -> str:
    return msgspec.json.encode(tree).decode()


def _begin(tag: str, tree: Tree) -> str:
    own = f' ObjectId="{tree["@id"]}"' if "@id" in tree else ""
    kind = f' xsi:type="{tree["@type"].rpartition(".")[2]}"' if tag in _ABSTRACT else ""
    language = f' Language="{tree["Language"]}"' if "Language" in tree else ""
    return f"<{tag}{own}{kind}{language}>"


def _element(tag: str, value: Any) -> str:
    if isinstance(value, dict):
        inner = (
            _text(value["Content"])
            if "Content" in value
            else "".join(_element(name, part) for name, part in value.items() if name[0] != "@")
        )
        return f"{_begin(tag, value)}{inner}</{tag}>"
    if isinstance(value, list):
        if value and isinstance(value[0], str):
            return f"<{tag}>{' '.join(value)}</{tag}>"
        return "".join(_element(tag, one) for one in value)
    if isinstance(value, bool):
        return f"<{tag}>{'true' if value else 'false'}</{tag}>"
    return f"<{tag}>{_text(str(value))}</{tag}>"


def _text(text: str) -> str:
    # A bare carriage return would be read as a new line.
    return escape(text, {"\r": "&#13;"})
