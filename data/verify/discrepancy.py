"""The discrepancy board: where a source disagrees with what counts, by station, constituency and county.

Called by the API and the page `/manage/discrepancies`, for the areas of the person (row security). Station: forms beside
the counting one. Area: its own form (34B, 34C) against the sum of the counting forms below that are in the totals. What
somebody could still type blind shows only that it differs.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from math import ceil
from typing import Any

from sqlalchemy import Connection, Row

from data.acting import Actor
from data.audit.trail import record
from data.engine import sql
from data.export import Cell, safe_cell
from data.records import BoardLevel, Discrepancy, DiscrepancyPage, FigureDifference
from data.verify.forms import figures_of, place_of, read_ballot, read_figures, read_forms

ROWS = 50
#: Pairs of forms compared at most, the newest ones: a board that is longer says so.
MOST_PAIRS = 2_000
#: What is compared beside the candidates' votes.
VALID, REJECTED = "valid", "rejected"

HEADER = (
    *("level", "election", "contest", "area", "area_name", "station", "station_name", "source", "form"),
    *("figure", "name", "stated", "counted", "difference", "forms_in", "stations"),
)

Names = dict[int, dict[str, str]]


def board(
    connection: Connection,
    level: BoardLevel,
    *,
    contest: str | None = None,
    area: str | None = None,
    page: int = 1,
) -> DiscrepancyPage:
    """Return a page of the board, largest differences first; forms that still wait for a typist come last."""
    found = _all(connection, level, contest, area)
    pages = max(1, ceil(len(found) / ROWS))
    page = min(max(page, 1), pages)
    return DiscrepancyPage(
        level=level,
        rows=tuple(found[(page - 1) * ROWS : page * ROWS]),
        total=len(found),
        page=page,
        pages=pages,
        limited=level == "station" and len(found) >= MOST_PAIRS,
    )


def board_csv(
    connection: Connection,
    actor: Actor,
    level: BoardLevel,
    *,
    contest: str | None = None,
    area: str | None = None,
) -> str:
    """Return the whole board as CSV, one line a figure; the export is in the audit log."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(HEADER)
    found = _all(connection, level, contest, area)
    for row in found:
        for line in row.lines:
            writer.writerow([safe_cell(cell) for cell in _cells(level, row, line)])
    asked = {"level": level, "contest": contest, "area": area, "rows": len(found)}
    record(connection, actor, "discrepancies.export", ("board", level), new=asked)
    return out.getvalue()


def _cells(level: str, row: Discrepancy, line: FigureDifference) -> tuple[Cell, ...]:
    place, station = row.place, row.place.station
    return (
        *(level, place.election, place.contest, place.area.code, place.area.name),
        *(station.code if station else "", station.name if station else "", place.source, str(row.form)),
        *(line.code, line.name, line.stated, line.counted, line.difference),
        *("" if row.forms_in is None else row.forms_in, "" if row.stations is None else row.stations),
    )


def _all(
    connection: Connection, level: BoardLevel, contest: str | None, area: str | None
) -> list[Discrepancy]:
    found = (
        _stations(connection, contest, area)
        if level == "station"
        else _areas(connection, level, contest, area)
    )
    return sorted(found, key=lambda row: (row.hidden, -(row.size or 0), str(row.form)))


def _stations(connection: Connection, contest: str | None, area: str | None) -> list[Discrepancy]:
    asked = {"contest": contest, "area": area, "most": MOST_PAIRS}
    pairs = connection.execute(sql("verify_station_board"), asked).all()
    numbers = {number for pair in pairs for number in (pair.form_id, pair.counting_form_id)}
    forms, stated = read_forms(connection, numbers), read_figures(connection, numbers)
    names = _names(connection, forms)
    found = []
    for pair in pairs:
        form, other = forms[pair.form_id], forms[pair.counting_form_id]
        lines: tuple[FigureDifference, ...] = ()
        if not pair.hidden:
            own, counting = figures_of(stated[pair.form_id]), figures_of(stated[pair.counting_form_id])
            lines = _lines(
                {**own.votes, VALID: own.valid, REJECTED: own.rejected},
                {**counting.votes, VALID: counting.valid, REJECTED: counting.rejected},
                names[form.race_id],
            )
        found.append(_row(form, lines, hidden=pair.hidden, against=other))
    return found


def _areas(connection: Connection, level: str, contest: str | None, area: str | None) -> list[Discrepancy]:
    asked = {"contest": contest, "area": area, "level": level}
    sheets = connection.execute(sql("verify_area_board"), asked).all()
    forms = read_forms(connection, [sheet.form_id for sheet in sheets])
    names = _names(connection, forms)
    found = []
    for sheet in sheets:
        form = forms[sheet.form_id]
        summed = {**sheet.summed, VALID: sheet.valid_summed, REJECTED: sheet.rejected_summed}
        stated = {**sheet.stated, VALID: sheet.valid_stated, REJECTED: sheet.rejected_stated}
        lines = _lines(stated, summed, names[form.race_id])
        if lines:
            kept = () if sheet.hidden else lines
            row = _row(form, kept, hidden=sheet.hidden, sums=(int(sheet.forms_in), int(sheet.stations)))
            found.append(row)
    return found


def _row(
    form: Row[Any],
    lines: tuple[FigureDifference, ...],
    *,
    hidden: bool,
    against: Row[Any] | None = None,
    sums: tuple[int, int] | None = None,
) -> Discrepancy:
    votes = [line for line in lines if line.code not in (VALID, REJECTED)]
    return Discrepancy(
        place=place_of(form),
        form=form.uid,
        against=against.uid if against is not None else None,
        hidden=hidden,
        size=None if hidden else sum(abs(line.difference) for line in votes or lines),
        lines=lines,
        forms_in=sums[0] if sums else None,
        stations=sums[1] if sums else None,
    )


def _lines(
    stated: Mapping[str, int | None], counted: Mapping[str, int | None], names: dict[str, str]
) -> tuple[FigureDifference, ...]:
    """Return the figures that differ, largest first; what one side does not state is not compared."""
    found = []
    for code in dict.fromkeys([*stated, *counted]):
        one = stated.get(code, 0) if code in names else stated.get(code)
        other = counted.get(code, 0) if code in names else counted.get(code)
        if one is not None and other is not None and one != other:
            name = names.get(code, code)
            found.append(
                FigureDifference(
                    code=code, name=name, stated=one, counted=int(other), difference=one - int(other)
                )
            )
    return tuple(sorted(found, key=lambda line: (line.code in (VALID, REJECTED), -abs(line.difference))))


def _names(connection: Connection, forms: dict[int, Row[Any]]) -> Names:
    races = {form.race_id for form in forms.values()}
    return {
        race: {line.code: line.name for line in read_ballot(connection, race).lines} for race in sorted(races)
    }
