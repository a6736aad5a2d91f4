"""What a unit of an election report says of one contest: how far it is counted, its state, its registered voters and stations.

Called by `nist`. The format gives a unit one status for all contests; reports of this software name a contest in a status of type
`other` (`docs/nist.md`), which goes before what the unit says of all.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from data.imports.nist_read import Status, Unit

_EVERY = "*"
_STATES = frozenset({"preliminary", "verified", "confirmed"})
_NONE = "none"


@dataclass(slots=True)
class Told:
    """What was said; blank is unknown."""

    statuses: set[str] = field(default_factory=set)
    state: str = ""
    registered: str = ""
    total: str = ""
    reported: str = ""


def told_of(unit: Unit, contest: str) -> Told:
    """Return what `unit` says of the contest with the code `contest`."""
    told = Told(registered="" if unit.voters_registered is None else str(unit.voters_registered))
    if unit.sub_units_reported:
        told.reported = str(unit.sub_units_reported)
        told.total = "" if unit.total_sub_units is None else str(unit.total_sub_units)
    own = [one for one in unit.count_status if one.type == "other" and _named(one) in (contest, _EVERY)]
    if not own:
        told.statuses = {one.status for one in unit.count_status}
        return told
    told.statuses = {one.status for one in own}
    for one in own:
        _take(told, one.other_type.partition(":")[2])
    return told


def _named(status: Status) -> str:
    return status.other_type.partition(":")[0]


def _take(told: Told, said: str) -> None:
    """Read what follows the contest: a state, then `name=value` after semicolons."""
    state, *more = said.split(";")
    told.state = state if state in _STATES else ""
    for name, _, value in (part.partition("=") for part in more):
        if name == "registered":
            told.registered = "" if value == _NONE else value
        elif name == "stations":
            told.reported, _, told.total = value.partition("/")
