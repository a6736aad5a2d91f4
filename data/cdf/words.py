"""Names, ids and the few words of NIST SP 1500-100 that a report is made of, as dictionaries in the form of its JSON.

Keys stand in the order that the XML schema asks for; `writing` turns them into either form. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

Tree = dict[str, Any]

#: Changes whenever the same version would make other bytes: signatures name it.
EDITION = 1
NAMESPACE = "http://itl.nist.gov/ns/voting/1500-100/v2"

_UNIT_TYPES = frozenset(
    {
        "borough", "city", "combined-precinct", "congressional", "country", "county", "drop-box", "municipality",
        "polling-place", "precinct", "school", "special", "split-precinct", "state", "state-house", "state-senate", "town",
        "township", "village", "vote-center", "ward", "water",
    }
)  # fmt: skip
_ELECTION_TYPES = {
    "general": "general",
    "general_election": "general",
    "by_election": "special",
    "special": "special",
    "special_election": "special",
    "runoff": "runoff",
    "primary": "primary",
}
_STATUSES = frozenset(
    {"certified", "correction", "pre-election", "recount", "unofficial-complete", "unofficial-partial"}
)
_NOT_PLAIN = re.compile(r"[^A-Za-z0-9-]")
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_COLOUR = re.compile(r"#?([0-9a-fA-F]{6})")


def name_id(kind: str, *codes: str) -> str:
    """Return the id of a thing: the same codes always make the same id, other codes another one.

    An id must be a name of XML; whatever may not stand in one is written as its number between underscores.
    """
    return ".".join([kind, *(_NOT_PLAIN.sub(lambda found: f"_{ord(found[0]):x}_", code) for code in codes)])


def clean(text: str) -> str:
    """Return `text` without what XML 1.0 can't hold; such a character becomes U+FFFD in JSON too, so both say the same."""
    return _NOT_XML.sub("\ufffd", text)


def typed(kind: str, **members: Any) -> Tree:
    """Return an object of the format; members that are `None` are unknown and left out."""
    return {"@type": f"ElectionResults.{kind}", **present(**members)}


def present(**members: Any) -> Tree:
    """Return the members that are known."""
    return {name: value for name, value in members.items() if value is not None}


def words(english: str, others: dict[str, str] | None = None) -> Tree:
    """Return a name in English, as registered, and in the `others` that are known, by language tag."""
    said = {"en": english, **{tag: text for tag, text in sorted((others or {}).items()) if tag != "en"}}
    return typed(
        "InternationalizedText",
        Text=[typed("LanguageString", Content=clean(text), Language=tag) for tag, text in said.items()],
    )


def code(value: str, *, other: str | None = None) -> Tree:
    """Return a code as an identifier: one of the country's own, or of a kind that only this software knows."""
    kind = "local-level" if other is None else "other"
    return typed("ExternalIdentifier", Type=kind, OtherType=other, Value=clean(value))


def progress(status: str, other: str | None = None) -> Tree:
    """Return how far a count is, of everything or of what `other` names."""
    return typed(
        "CountStatus",
        Status=status,
        Type="total" if other is None else "other",
        OtherType=None if other is None else clean(other),
    )


def unit_type(level: str) -> Tree:
    """Return the type of a unit of a level; what the format has no word for is `other` and told by its own name."""
    if level == "station":
        return {"Type": "polling-place"}
    if level in _UNIT_TYPES:
        return {"Type": level}
    return {"Type": "other", "OtherType": clean(level)}


def election_type(kind: str) -> Tree:
    """Return the type of an election."""
    known = _ELECTION_TYPES.get(kind)
    return {"Type": known} if known else {"Type": "other", "OtherType": clean(kind)}


def variation(rule: dict[str, Any]) -> Tree:
    """Return how a contest is won: plurality, or the conditions in words."""
    kind = str(rule.get("kind", "plurality"))
    if kind == "plurality":
        return {"VoteVariation": "plurality"}
    said = ", ".join(f"{name} {rule[name]}" for name in sorted(rule) if name != "kind")
    return {"VoteVariation": "other", "OtherVoteVariation": clean(f"{kind}: {said}" if said else kind)}


def status_word(status: str) -> str:
    """Return the status of a report; ours are those of the format already."""
    return status if status in _STATUSES else "unofficial-partial"


def colour(value: str | None) -> str | None:
    """Return a registered colour as the format wants it, `None` where it is none."""
    found = _COLOUR.fullmatch(value or "")
    return found[1].lower() if found else None


def together(statuses: Iterable[str]) -> str:
    """Return one status for several contests: the one that all have, else that the count goes on."""
    known = set(statuses)
    if not known:
        return "unknown"
    return known.pop() if len(known) == 1 else "in-process"
