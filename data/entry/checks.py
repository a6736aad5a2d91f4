"""The entry checks: pure functions from what a form states and what is known of its place to a verdict.

Called by `data.entry.submit` for a form and for a dry run of one. They warn the person who has the paper; the
plausibility rules of the tally (`data.tally.plausibility`) may hold the form whatever was accepted here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from data.entry.codes import CODES
from data.records import Figures, Finding, Verdict

#: No polling station has five more digits of voters; a larger figure is a slip, and sums stay within an integer.
STATION_LIMIT = 99_999
AREA_LIMIT = 999_999_999
_TYPING_SLIP = 10
# Fewer neighbours say nothing; and a turnout is far only beyond this many points, however alike they are.
_NEIGHBOURS = 4
_FAR_PP = 15.0
_SHAPE = frozenset({"F101", "F102", "F103", "F104", "F302"})
# A device may doubt itself as much as it likes; it is believed this far.
_DOUBT_M = 1_000.0
# A spread of the neighbours' turnout (median absolute deviation), as a standard deviation, times this.
_FAR_DEVIATIONS = 4 * 1.4826


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What the checks know of a form's place beside the form itself; `None` is unknown, and its check does not run.

    `ballot` maps candidate code to name, in ballot order. `distance_m` is between device and station, `accuracy_m` the
    device's own doubt. `photos_sent` of which `photos_stored` are in the store.
    """

    ballot: Mapping[str, str]
    is_station: bool = True
    registered: int | None = None
    max_votes: int | None = None
    rejected_warn_pct: float = 5.0
    distance_warn_m: float = 1000.0
    distance_m: float | None = None
    accuracy_m: float | None = None
    near_forms: int = 0
    near_median_pct: float | None = None
    near_deviation_pct: float | None = None
    same_as: str | None = None
    photo_required: bool = False
    photos_sent: int = 0
    photos_stored: int = 0
    reason_missing: bool = False


@dataclass(slots=True)
class _Findings:
    found: list[Finding] = field(default_factory=list)
    ran: list[str] = field(default_factory=list)

    def run(self, code: str) -> None:
        if code not in self.ran:
            self.ran.append(code)

    def add(self, code: str, where: str, **values: str | int | float) -> None:
        entry = CODES[code]
        self.run(code)
        self.found.append(
            Finding(code=code, field=where, message=entry.message, remedy=entry.remedy, values=values)
        )

    def test(self, code: str, wrong: bool, where: str, **values: str | int | float) -> None:
        self.run(code)
        if wrong:
            self.add(code, where, **values)


def judge(figures: Figures, known: Known) -> Verdict:
    """Return every finding and the codes that ran and found nothing; each check that lacks a figure stays silent."""
    out = _Findings()
    _photos(figures, known, out)
    _shape(figures, known, out)
    if not any(finding.code in _SHAPE for finding in out.found):
        # Sums over figures that are themselves wrong would only repeat what is wrong.
        for check in _SUMS:
            check(figures, known, out)
    failed = {finding.code for finding in out.found}
    return Verdict(
        errors=tuple(f for f in out.found if CODES[f.code].must_be_mended),
        warnings=tuple(f for f in out.found if not CODES[f.code].must_be_mended),
        passed=tuple(sorted(code for code in out.ran if code not in failed)),
    )


def ballots_of(figures: Figures) -> int:
    """Return the votes cast, or the least they can have been where the paper does not say."""
    if figures.cast is not None:
        return figures.cast
    return valid_of(figures) + (figures.rejected or 0)


def valid_of(figures: Figures) -> int:
    """Return the valid votes as stated, or the candidates' sum where they are not."""
    return sum(figures.votes.values()) if figures.valid is None else figures.valid


def cast_of(figures: Figures) -> int | None:
    """Return the votes cast as stated, or valid and rejected together; `None` where rejected is unknown too."""
    if figures.cast is not None:
        return figures.cast
    return None if figures.rejected is None else valid_of(figures) + figures.rejected


def _photos(figures: Figures, known: Known, out: _Findings) -> None:
    if known.photo_required:
        out.test("F105", known.photos_sent == 0, "attachments")
    if known.photos_sent:
        out.test("F106", known.photos_stored < known.photos_sent, "attachments")
    if known.reason_missing:
        out.add("F107", "reason")


def _shape(figures: Figures, known: Known, out: _Findings) -> None:
    for code in ("F101", "F102", "F103", "F104"):
        out.run(code)
    for code, candidate in known.ballot.items():
        if code not in figures.votes:
            out.add("F101", f"votes.{code}", name=candidate)
    limit = STATION_LIMIT if known.is_station else AREA_LIMIT
    likely = _likely_limit(known)
    for where, name, value in _stated(figures, known):
        if name is None:
            out.add("F103", where, name=where.removeprefix("votes."))
        elif value < 0:
            out.add("F102", where, name=name, value=value)
        elif value > limit:
            out.add("F104", where, name=name, value=value, limit=limit)
        elif likely is not None:
            slip = value > _TYPING_SLIP * likely
            out.test("F302", slip, where, name=name, value=value, limit=likely)
    if not out.found and sum(figures.votes.values()) > limit:
        out.add("F104", "valid", name="valid", value=sum(figures.votes.values()), limit=limit)


def _likely_limit(known: Known) -> int | None:
    stated = [limit for limit in (known.max_votes, known.registered) if limit]
    return max(stated) if stated else None


def _stated(figures: Figures, known: Known) -> list[tuple[str, str | None, int]]:
    """Every stated figure: its field, its name (`None`: nobody of the ballot) and its value."""
    rows = [(f"votes.{code}", known.ballot.get(code), value) for code, value in figures.votes.items()]
    totals = {
        "valid": figures.valid, "rejected": figures.rejected, "cast": figures.cast, "registered": figures.registered,
    }  # fmt: skip
    return rows + [(name, name, value) for name, value in totals.items() if value is not None]


def _sum(figures: Figures, known: Known, out: _Findings) -> None:
    if figures.valid is not None:
        total = sum(figures.votes.values())
        out.test("W201", total != figures.valid, "valid", sum=total, valid=figures.valid)


def _cast(figures: Figures, known: Known, out: _Findings) -> None:
    if figures.cast is not None and figures.rejected is not None:
        total = valid_of(figures) + figures.rejected
        out.test("W202", total != figures.cast, "cast", sum=total, cast=figures.cast)


def _zero(figures: Figures, known: Known, out: _Findings) -> None:
    out.test("W203", not any(figures.votes.values()) and not ballots_of(figures), "votes")


def _registered(figures: Figures, known: Known, out: _Findings) -> None:
    ballots = ballots_of(figures)
    registered = figures.registered if figures.registered is not None else known.registered
    if registered is not None:
        out.test("W301", ballots > registered, "cast", ballots=ballots, registered=registered)
    if known.is_station and known.max_votes is not None:
        out.test("W302", ballots > known.max_votes, "cast", ballots=ballots, limit=known.max_votes)
    if figures.registered is not None and known.registered is not None:
        differs = figures.registered != known.registered
        out.test("W305", differs, "registered", stated=figures.registered, registered=known.registered)


def _rejected(figures: Figures, known: Known, out: _Findings) -> None:
    ballots = ballots_of(figures)
    if figures.rejected is None or not ballots:
        return
    share = 100 * figures.rejected / ballots
    far = share > known.rejected_warn_pct
    out.test("W303", far, "rejected", share=round(share, 1), limit=round(known.rejected_warn_pct, 1))


def _turnout(figures: Figures, known: Known, out: _Findings) -> None:
    registered = figures.registered if figures.registered is not None else known.registered
    cast = cast_of(figures)
    if not registered or cast is None or known.near_median_pct is None or known.near_forms < _NEIGHBOURS:
        return
    turnout = 100 * cast / registered
    allowed = max(_FAR_PP, _FAR_DEVIATIONS * (known.near_deviation_pct or 0.0))
    far = abs(turnout - known.near_median_pct) > allowed
    median = round(known.near_median_pct, 1)
    out.test("W304", far, "cast", turnout=round(turnout, 1), forms=known.near_forms, median=median)


def _same(figures: Figures, known: Known, out: _Findings) -> None:
    # Nothing but zeros is W203; every such form would be the same as every other.
    if known.is_station and any(figures.votes.values()):
        out.test("W401", known.same_as is not None, "votes", station=known.same_as or "")


def _distance(figures: Figures, known: Known, out: _Findings) -> None:
    if known.distance_m is None:
        return
    # The device's doubt speaks for the person: only what is far whatever the doubt is warned of.
    least = known.distance_m - min(known.accuracy_m or 0.0, _DOUBT_M)
    limit = round(known.distance_warn_m)
    out.test(
        "W402", least > known.distance_warn_m, "device_point", distance=round(known.distance_m), limit=limit
    )


_SUMS: tuple[Callable[[Figures, Known, _Findings], None], ...] = (
    _sum, _cast, _zero, _registered, _rejected, _turnout, _same, _distance,
)  # fmt: skip
