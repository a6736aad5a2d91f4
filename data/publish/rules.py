"""Rules that read a contest's sums: its status, its win rule, the estimate of registered voters counted.

Pure. A win rule is data (`contests.win_rule`): `plurality`, or `majority_with_spread` as in the Constitution of Kenya,
art. 138(4): more than `share_pct` of the valid votes, and at least `spread_share_pct` of them in each of at least
`spread_areas` areas of `spread_level`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from data.publish.cube import Cube
from data.publish.register import AreaNode, Contest, Register
from data.records import Estimate, StationCounts, WinCondition, WinState
from data.stats.shares import share_pct


@dataclass(frozen=True, slots=True)
class SpreadArea:
    """One area of a spread rule: its valid votes and votes by candidate code; nothing counted: `valid` is `None`."""

    valid: int | None
    votes: dict[str, int]


def status_of(register: Register, contest: Contest, stations: StationCounts) -> str:
    """Return the NIST status of a contest's figures in an area."""
    if contest.certified_status is not None:
        return contest.certified_status
    if stations.areas_total is not None:
        some, whole = stations.areas_reported or 0, stations.areas_reported == stations.areas_total
        whole = whole and stations.counted == stations.total
    else:
        some, whole = stations.reported or 0, stations.counted == stations.total
    if not some:
        return "pre-election" if register.status in ("draft", "scheduled") else "unofficial-partial"
    return "unofficial-complete" if whole else "unofficial-partial"


def spread_totals(cube: Cube, contest: Contest, area: AreaNode) -> list[SpreadArea]:
    """Return the areas that a spread rule counts, below `area`.

    Where an election has boundaries, areas without one (a diaspora, prisons) are no areas of the rule: Kenya's
    rule speaks of its 47 counties, the register of 49 such areas.
    """
    level_name = contest.win_rule.get("spread_level")
    if level_name not in cube.register.levels:
        return []
    level = cube.register.levels.index(level_name)
    areas = cube.register.below(area.area_id, level)
    if any(a.has_boundary for a in areas):
        areas = [a for a in areas if a.has_boundary]
    race = contest.races.get(area.area_id)
    codes = {c.candidate_id: c.code for c in race.candidates} if race else {}
    found = []
    for spread_area in areas:
        node = cube.nodes.get((contest.contest_id, spread_area.area_id))
        if node is None or not node.counted or not node.valid:
            found.append(SpreadArea(None, {}))
        else:
            found.append(SpreadArea(node.valid, {codes[c]: v for c, v in node.votes.items() if c in codes}))
    return found


def win_state(rule: dict[str, Any], votes: dict[str, int], valid: int, areas: list[SpreadArea]) -> WinState:
    """Return where each candidate stands against the rule so far; never a projection."""
    kind = str(rule.get("kind", "plurality"))
    if kind == "plurality":
        return WinState(kind=kind)
    share, spread_share = _number(rule.get("share_pct")), _number(rule.get("spread_share_pct"))
    needed = int(rule.get("spread_areas") or 0)
    conditions = []
    for code in sorted(votes, key=lambda c: (-votes[c], c)):
        # Exact whole-number comparison: 50.00 % shown is not yet more than half.
        over = share is not None and valid > 0 and 100 * votes[code] > share * valid
        met = below = unreported = 0
        for area in areas:
            if area.valid is None:
                unreported += 1
            elif spread_share is not None and 100 * area.votes.get(code, 0) >= spread_share * area.valid:
                met += 1
            else:
                below += 1
        conditions.append(
            WinCondition(
                candidate=code,
                share_pct=share_pct(votes[code], valid),
                share_met=bool(over),
                spread_met_areas=met,
                spread_below_areas=below,
                spread_unreported_areas=unreported,
                spread_needed=needed,
            )
        )
    return WinState(
        kind=kind,
        share_pct=share,
        spread_level=rule.get("spread_level"),
        spread_share_pct=spread_share,
        spread_areas=needed or None,
        spread_areas_total=len(areas) or None,
        conditions=tuple(conditions),
    )


def _number(value: Any) -> float | None:
    # As a float always: 50 and 50.0 are one number and must be one text in the document.
    return None if value is None else float(value)


def estimate_registered(cube: Cube, contest: Contest, area: AreaNode) -> Estimate | None:
    """Estimate registered voters counted: each area's register times the share of its stations counted.

    Uses the lowest areas below `area` that state a register; `None` when they do not cover it, or nothing is
    counted. E = sum over areas a of registered(a) * counted(a) / stations(a).
    """
    parts = _registered_parts(cube.register, area)
    whole = sum(part.registered or 0 for part in parts)
    if not parts or not whole:
        return None
    expected = 0.0
    for part in parts:
        node = cube.nodes.get((contest.contest_id, part.area_id))
        if node is not None and node.stations:
            expected += (part.registered or 0) * node.counted / node.stations
    if not expected:
        return None
    pct = share_pct(round(expected), whole)
    reason = f"register_by_{cube.register.levels[parts[0].level]}"
    return Estimate(value=round(expected), pct=pct or 0.0, reason=reason)


def _registered_parts(register: Register, area: AreaNode) -> list[AreaNode]:
    children = [register.areas[child] for child in area.children]
    if children and all(child.registered is not None or not child.stations for child in children):
        parts = [_registered_parts(register, child) for child in children if child.registered is not None]
        return [part for found in parts for part in found]
    return [area] if area.registered is not None else []
