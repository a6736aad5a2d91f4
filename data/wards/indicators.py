"""Loads figures of areas from elsewhere (population, schooling) from a CSV file: whole or not at all, again changes nothing.

Called by `data.ingest.run` inside its transaction. Columns: `area_code,indicator,value,unit,year,source` and, if wanted,
`title`. The figures are public statistics of places; nothing here is about a person, and nothing enters a total.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from data.engine import sql
from data.ingest import fields
from data.ingest.known import Known
from data.ingest.load_register import Place
from data.ingest.problems import BadField, Problems
from data.ingest.rows import Cells, each_row, note_ignored, refuse_row
from data.ingest.summary import FileSummary
from data.ingest.tables import Source, Table

COLUMNS = ("area_code", "indicator", "value", "unit", "year", "source")
_LONGEST_UNIT = 40


@dataclass(frozen=True, slots=True)
class IndicatorRow:
    """One line of the file."""

    row: int
    area: str
    indicator: str
    year: int
    title: str
    value: Decimal
    unit: str
    source: str


def read_indicators(source: Source, known: Known, problems: Problems, notes: list[str]) -> list[IndicatorRow]:
    """Return the figures in file order; what cannot be read is refused by file, row, field and value."""
    table = Table(source, problems, COLUMNS, ("title",))
    found: dict[tuple[str, str, int], IndicatorRow] = {}
    for cells in each_row(table):
        try:
            row = _row(cells, known)
            key = (row.area, row.indicator, row.year)
            if key in found:
                cells["indicator"]
                raise BadField(
                    "duplicate", f"the area has this indicator and year in row {found[key].row} already"
                )
            found[key] = row
        except BadField as bad:
            refuse_row(problems, source.name, cells, bad)
    note_ignored(table, notes)
    return list(found.values())


def _row(cells: Cells, known: Known) -> IndicatorRow:
    area = fields.required(cells["area_code"])
    if area not in known.area_levels:
        raise BadField("unknown-area", "no area of the election has this code")
    indicator = fields.slug(cells["indicator"])
    title = fields.optional_name(cells["title"])
    value = fields.decimal(cells["value"])
    unit = fields.optional_name(cells["unit"], maximum=_LONGEST_UNIT) or ""
    year = fields.year(cells["year"])
    source = fields.name(cells["source"])
    plain = indicator.replace("-", " ")
    return IndicatorRow(
        cells.number, area, indicator, year, title or plain[:1].upper() + plain[1:], value, unit, source
    )


def load_indicators(place: Place, rows: list[IndicatorRow], summary: FileSummary) -> None:
    """Store the figures; what is there already and equal stays, what differs is replaced and named in the audit log."""
    given: dict[str, Any] = {
        "area_ids": [place.area_ids[row.area] for row in rows],
        "indicators": [row.indicator for row in rows],
        "years": [row.year for row in rows],
    }
    stored = {
        (one.area_id, one.indicator, one.year): one
        for one in place.connection.execute(sql("ward_indicators_stored"), given)
    }
    for row in rows:
        before = stored.get((place.area_ids[row.area], row.indicator, row.year))
        new = _said(row)
        if before is None:
            summary.added += 1
        elif (old := _said(before)) == new:
            summary.unchanged += 1
        else:
            label = f"{row.area} {row.indicator} {row.year}"
            summary.change(f"{label}: {old['value']} {old['unit']} becomes {new['value']} {new['unit']}")
            place.trail.changed("area_indicator", label, old, new, file=summary.file)
    given |= {
        name: [getattr(row, name[:-1]) for row in rows] for name in ("titles", "values", "units", "sources")
    }
    place.connection.execute(sql("ward_indicators_store"), given)


def _said(one: Any) -> dict[str, str]:
    value = f"{Decimal(one.value):.4f}".rstrip("0").rstrip(".")
    return {"title": one.title, "value": value, "unit": one.unit, "source": one.source}
