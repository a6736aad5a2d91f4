"""The forms behind the figures of `tests.store_country`, with revisions, sources and a photograph; for `StoreFactory`.

In every ward the first station that reported has a correction with a hostile reason, an observer's copy that differs
and a photograph; its stations' figures are those of the ward's documents.
"""

from __future__ import annotations

import hashlib
import io
from datetime import timedelta
from functools import cache

import msgspec
from PIL import Image

from data.records import AreaForms, AreaRef, ChildTotal, FormRevision, FormStep, PublicForm, SourceComparison
from tests.store_country import CONTESTS, LEVELS, START, Country, Node, Station

HOSTILE_REASON = '<img src=x onerror="alert(1)"> & "mistyped" '
RECEIPT = "X7-K2M4-9Q"


@cache
def photograph() -> tuple[str, bytes]:
    """A small picture and its SHA-256."""
    out = io.BytesIO()
    picture = Image.new("L", (300, 400), 235)
    for row in range(40, 380, 24):
        for x in range(30, 30 + (row * 7) % 200 + 40):
            picture.putpixel((x, row), 60)
    picture.save(out, "JPEG", quality=60)
    return hashlib.sha256(out.getvalue()).hexdigest(), out.getvalue()


def area_forms(country: Country, area: Node, *, version: int) -> AreaForms | None:
    """The forms of a ward's stations, or the own form of the area `001`; `None` where there is none."""
    forms: list[PublicForm] = []
    stations: list[Station] = []
    if area.level == len(LEVELS) - 1:
        stations = [station for station in area.stations if country.reported(station)]
        for contest in CONTESTS:
            for place, station in enumerate(stations):
                forms += _station_forms(country, station, contest, first=place == 0)
    compared = _own(country, area, forms) if area.code == "001" else ()
    if not forms:
        return None
    return AreaForms(
        election=country.election,
        version=version,
        area=area.ref,
        stations=tuple(AreaRef(code=s.code, name=s.name, level="station") for s in stations),
        forms=tuple(forms),
        comparisons=compared,
    )


def _station_forms(country: Country, station: Station, contest: str, *, first: bool) -> list[PublicForm]:
    row = country._station_row(station, contest)
    now = _revision(row, 1)
    if not first:
        return [_form(contest, station.code, "34a", now)]
    shown, _picture = photograph()
    now = msgspec.structs.replace(
        _revision(row, 2), reason=HOSTILE_REASON, receipt=RECEIPT, checks_passed=("W201", "W301"),
        accepted_warnings=("W304",), photos=(shown,), photo_sha256=("ab" * 32,),
    )  # fmt: skip
    wrong = {code: votes + (place == 0) for place, (code, votes) in enumerate(row.votes.items())}
    before = msgspec.structs.replace(_revision(row, 1), votes=wrong, state="verified")
    before = msgspec.structs.replace(
        before, steps=(*before.steps, _step("superseded", "election_manager", 9))
    )
    copy = msgspec.structs.replace(_revision(row, 1), votes=wrong, state="preliminary")
    return [_form(contest, station.code, "34a", before, now), _form(contest, station.code, "observer", copy)]


def _form(contest: str, station: str | None, source: str, *revisions: FormRevision) -> PublicForm:
    counting = source == "34a"
    return PublicForm(contest=contest, source=source, counting=counting, station=station, revisions=revisions)


def _revision(row: ChildTotal, number: int) -> FormRevision:
    steps = [_step("entered", "field_observer", 1)]
    if row.state == "verified":
        steps.append(_step("agreed", "election_manager", 3))
        steps.append(_step("verified", "election_manager", 3))
    if row.state == "disputed":
        steps.append(FormStep(step="held", role="rule", at=START, detail="over_station_maximum"))
    return FormRevision(
        revision=number, state=row.state or "preliminary", received_at=START, valid=row.valid,
        rejected=row.rejected, cast=row.cast, registered=row.registered, votes=dict(row.votes),
        steps=tuple(steps), hold_rule=row.hold_rule, withheld=row.valid is None,
    )  # fmt: skip


def _step(step: str, role: str, minutes: int) -> FormStep:
    return FormStep(step=step, role=role, at=START + timedelta(minutes=minutes))


def _own(country: Country, area: Node, forms: list[PublicForm]) -> tuple[SourceComparison, ...]:
    votes, _valid = country.sum(country.counted(area, "governor"), "governor")
    stated = {code: count + 3 for code, count in votes.items()}
    revision = FormRevision(
        revision=1, state="verified", received_at=START, valid=sum(stated.values()), rejected=None, cast=None,
        registered=None, votes=stated, steps=(_step("entered", "import", 1),),
    )  # fmt: skip
    forms.append(_form("governor", None, "34b", revision))
    return (SourceComparison(contest="governor", source="34b", stated=stated, summed=votes, complete=False),)
