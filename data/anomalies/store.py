"""Writes what was judged: findings and scores of forms, facts and scores of areas. Rows that would not change stay untouched.

Called by `data.anomalies.chore` in the transaction of a batch; decides nothing.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection

from data.anomalies.area_rules import AreaFacts, area_parts, area_score, judge_area
from data.anomalies.facts import Found
from data.anomalies.gather import Cell, CellForms, keys
from data.anomalies.judge import combined
from data.anomalies.peers import turnout_arc
from data.anomalies.thresholds import Thresholds
from data.engine import sql

Verdicts = Mapping[Cell, Mapping[int, Sequence[Found]]]


def write_forms(connection: Connection, cells: Mapping[Cell, CellForms], verdicts: Verdicts) -> int:
    """Make the open findings and scores of the forms of `cells` those of `verdicts`; return how many rows changed."""
    findings = [
        {**_place(cell), "form_id": form_id, "station_id": cell.ids[form_id], **_finding(one, cell)}
        for key, cell in cells.items()
        for form_id, found in verdicts[key].items()
        for one in found
    ]
    scores = [
        {
            **_place(cell), "form_id": form.form_id, "station_id": cell.ids[form.form_id], "is_counting": form.is_counting,
            "score": round(combined(one.score for one in found), 4),
            "parts": {one.rule: round(one.score, 4) for one in found},
        }
        for key, cell in cells.items()
        for form in cell.forms
        if (found := verdicts[key][form.form_id])
    ]  # fmt: skip
    given = keys(cells)
    asked = {**given, "areas": False, "findings": json.dumps(findings)}
    changed = connection.execute(sql("anomaly_write_findings"), asked).scalar_one()
    written = connection.execute(sql("anomaly_write_scores"), {**given, "scores": json.dumps(scores)})
    return int(changed + written.scalar_one())


def write_wards(connection: Connection, cells: Iterable[CellForms], facts: Mapping[Cell, AreaFacts]) -> None:
    """Keep what areas above and thin wards need of the wards."""
    rows = []
    for cell in cells:
        peers = sorted((form for form in cell.forms if form.is_peer), key=lambda form: form.form_id)
        known = facts[cell.race.race_id, cell.area_id]
        rows.append(
            {
                **_place(cell), "forms": known.forms, "peers": len(peers), "valid": known.valid, "fall": known.fall,
                "digits": known.digits,
                "turnouts": [value for form in peers if (value := turnout_arc(form)) is not None],
            }
        )  # fmt: skip
    if rows:
        connection.execute(sql("anomaly_write_wards"), {"wards": json.dumps(rows)})


def write_flagged(connection: Connection, flagged: Mapping[Cell, int]) -> None:
    """Keep how many forms of each ward are in the queue."""
    given = keys(flagged)
    counts = [flagged[cell] for cell in zip(given["race_ids"], given["area_ids"], strict=True)]
    connection.execute(sql("anomaly_write_flagged"), {**given, "flagged": counts})


def write_areas(connection: Connection, wards: Mapping[Cell, AreaFacts], limits: Thresholds) -> int:
    """Judge the areas that `wards` lie in, the wards themselves with their times; return how many rows changed."""
    findings, scores, judged = [], [], []
    for row in connection.execute(sql("anomaly_area_facts"), keys(wards)):
        cell = (row.race_id, row.area_id)
        area = AreaFacts(
            forms=row.forms, flagged=row.flagged, valid=row.valid, fall=row.fall, digits=tuple(row.digits),
            arrivals=wards[cell].arrivals if cell in wards else (),
        )  # fmt: skip
        found = judge_area(area, limits)
        parts = area_parts(area, found, limits)
        place = {"race_id": row.race_id, "area_id": row.area_id, "election_id": row.election_id}
        judged.append(cell)
        findings += [
            {
                **place,
                "form_id": None,
                "station_id": None,
                "rule": one.rule,
                "score": round(one.score, 4),
                "numbers": dict(one.numbers),
            }
            for one in found
        ]
        if parts:
            shown = {rule: round(score, 4) for rule, score in parts.items()}
            scores.append({**place, "score": round(area_score(parts), 4), "parts": shown})
    given = keys(judged)
    asked = {**given, "areas": True, "findings": json.dumps(findings)}
    changed = connection.execute(sql("anomaly_write_findings"), asked).scalar_one()
    written = connection.execute(sql("anomaly_write_areas"), {**given, "scores": json.dumps(scores)})
    return int(changed + written.scalar_one())


def _place(cell: CellForms) -> dict[str, Any]:
    return {
        "race_id": cell.race.race_id,
        "area_id": cell.area_id,
        "election_id": cell.race.election_id,
    }


def _finding(found: Found, cell: CellForms) -> dict[str, Any]:
    """Name candidates in the numbers, so that whoever shows them needs no ballot."""
    numbers = dict(found.numbers)
    for name in ("candidate", "first", "second"):
        if isinstance(place := numbers.get(name), int) and place < len(cell.race.names):
            numbers[name] = cell.race.names[place]
    return {"rule": found.rule, "score": round(found.score, 4), "numbers": numbers}
