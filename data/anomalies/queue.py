"""Reads the queue of anomalies for a person: forms, areas, the ward beside a form. Row security decides what is there.

Called by `dashboard.office_api.anomalies` and the page. The blindness of verification holds: of a form that the person
could still type a second time no figure is told, neither by its findings, nor by its twin's, nor in the picture of its ward.
"""

from __future__ import annotations

import base64
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Connection, Row

from data.anomalies.rules import AREA_RULES, TITLES, peers, sentence
from data.anomalies.thresholds import DEFAULT
from data.engine import sql
from data.errors import NotThere
from data.records.anomalies import (
    AnomalyArea,
    AnomalyAreas,
    AnomalyFinding,
    AnomalyForm,
    AnomalyPage,
    PeerPoint,
    PeerStrip,
)
from data.records.results import AreaRef
from data.verify.forms import place_of, read_form, read_forms, waits_for

ROWS = 25
AREA_ROWS = 100
#: Numbers of findings that only programs need.
_UNTOLD = frozenset({"twin"})


class QueueAsk(msgspec.Struct, frozen=True, kw_only=True):
    """What a person asks of the queue; `None` is any."""

    contest: str | None = None
    area: str | None = None
    rule: str | None = None
    min_score: float = DEFAULT.flagged
    alert: bool | None = None
    counting: bool | None = None


class _After(msgspec.Struct, array_like=True, frozen=True):
    """The last row of the page before."""

    score: float
    form: int


def queue_page(
    connection: Connection, election: tuple[int, str], ask: QueueAsk, *, after: str | None = None, rows: int = ROWS
) -> AnomalyPage:  # fmt: skip
    """Return a page of the queue of an election (its number and code). Raises `NotThere` for a mark that no page gave."""
    mark = _unpack(after)
    asked = {
        **msgspec.to_builtins(ask), "election_id": election[0], "rows": rows + 1, "form_id": None,
        "after_score": mark.score if mark else None, "after_form": mark.form if mark else None,
    }  # fmt: skip
    found = connection.execute(sql("anomaly_queue"), asked).all()
    following = None
    if len(found) > rows:
        following = _pack(_After(found[rows - 1].open_score, found[rows - 1].form_id))
    return AnomalyPage(election=election[1], lines=_lines(connection, found[:rows]), next=following)


def form_findings(connection: Connection, election_id: int, form_id: int) -> AnomalyForm | None:
    """Return one form with its findings, whatever its score; `None` where no rule speaks of it."""
    asked = {
        **msgspec.to_builtins(QueueAsk()), "election_id": election_id, "rows": 1, "form_id": form_id,
        "after_score": None, "after_form": None,
    }  # fmt: skip
    lines = _lines(connection, connection.execute(sql("anomaly_queue"), asked).all())
    return lines[0] if lines else None


def ranked_areas(
    connection: Connection,
    election: tuple[int, str],
    level: str,
    *,
    contest: str | None = None,
    area: str | None = None,
) -> AnomalyAreas:
    """Return the areas of a level with a score, the highest first, at most `AREA_ROWS`."""
    asked = {"election_id": election[0], "level": level, "contest": contest, "area": area}
    asked |= {"rows": AREA_ROWS, "flagged": DEFAULT.flagged}
    rows = connection.execute(sql("anomaly_areas"), asked).all()
    of = {"race_ids": [row.race_id for row in rows], "area_ids": [row.area_id for row in rows]}
    findings: dict[tuple[int, int], list[AnomalyFinding]] = defaultdict(list)
    for row in connection.execute(sql("anomaly_findings_of"), {**of, "form_ids": []}):
        findings[row.race_id, row.area_id].append(_finding(row, hidden=False))
    lines = tuple(
        AnomalyArea(
            area=AreaRef(code=row.code, name=row.name, level=level),
            path=tuple(AreaRef(**ref) for ref in row.path or ()),
            contest=row.contest,
            contest_title=row.contest_title,
            score=round(row.score, 4),
            parts={rule: row.parts[rule] for rule in AREA_RULES if rule in row.parts},
            findings=tuple(findings[row.race_id, row.area_id]),
            flagged=row.flagged,
        )
        for row in rows
    )
    return AnomalyAreas(election=election[1], level=level, lines=lines)


def peer_strip(connection: Connection, form_id: int) -> PeerStrip | None:
    """Return the ward around a form; `None` where nothing can be shown: no ward, or the form itself is withheld."""
    rows = connection.execute(sql("anomaly_peers"), {"form_id": form_id}).all()
    forms = read_forms(connection, [row.form_id for row in rows])
    shown = [row for row in rows if row.form_id in forms and not waits_for(forms[row.form_id])]
    if form_id not in {row.form_id for row in shown}:
        return None
    points = tuple(
        PeerPoint(
            station=row.station,
            name=row.name,
            turnout=_pct(row.ballots, row.registered),
            share=_pct(row.votes, row.total),
            votes=row.total,
            marked=row.form_id == form_id,
        )
        for row in shown
    )
    return PeerStrip(candidate=rows[0].candidate, points=points, withheld=len(rows) - len(shown))


def contests(connection: Connection, election_id: int) -> list[tuple[str, str]]:
    """Return code and title of the contests of an election, in ballot order."""
    rows = connection.execute(sql("anomaly_contests"), {"election_id": election_id})
    return [(row.code, row.title) for row in rows]


def form_number(connection: Connection, uid: UUID) -> int:
    """Return the number of a form by its id. Raises `NotThere` where it does not exist for the person."""
    return int(read_form(connection, uid).form_id)


def _lines(connection: Connection, found: Iterable[Row[Any]]) -> tuple[AnomalyForm, ...]:
    """Put forms and findings to the rows of a page, in their order."""
    rows = list(found)
    asked = {"form_ids": [row.form_id for row in rows], "race_ids": [], "area_ids": []}
    findings: dict[int, list[Row[Any]]] = defaultdict(list)
    for row in connection.execute(sql("anomaly_findings_of"), asked):
        findings[row.form_id].append(row)
    twins = [int(one.numbers["twin"]) for many in findings.values() for one in many if "twin" in one.numbers]
    forms = read_forms(connection, [*asked["form_ids"], *twins])
    return tuple(
        _line(row, forms, findings[row.form_id]) for row in rows if row.form_id in forms
    )  # fmt: skip


def _line(row: Row[Any], forms: Mapping[int, Row[Any]], findings: list[Row[Any]]) -> AnomalyForm:
    form = forms[row.form_id]
    hidden = waits_for(form)
    return AnomalyForm(
        form=form.uid,
        place=place_of(form),
        state=form.state,
        revision=form.revision,
        received_at=form.received_at_utc,
        score=round(row.open_score, 4),
        hidden=hidden,
        photos=len(form.photos),
        findings=tuple(_finding(one, hidden=hidden or _twin_waits(one, forms)) for one in findings),
        alert=row.alert,
    )


def _twin_waits(finding: Row[Any], forms: Mapping[int, Row[Any]]) -> bool:
    """Tell whether the finding names a station whose form the person could still type: equal figures would tell them."""
    twin = forms.get(int(finding.numbers.get("twin", 0)))
    return twin is not None and waits_for(twin)


def _finding(row: Row[Any], *, hidden: bool) -> AnomalyFinding:
    numbers = {name: value for name, value in row.numbers.items() if name not in _UNTOLD}
    return AnomalyFinding(
        finding=row.finding_id,
        rule=row.rule,
        title=TITLES.get(row.rule, row.rule),
        score=round(row.score, 4),
        sentence=None if hidden else sentence(row.rule, numbers),
        peers=None if hidden else peers(numbers),
        numbers=None if hidden else numbers,
        found_at=row.found_at_utc,
        explained=row.explained,
        explained_by=row.explained_by,
    )


def _pct(part: int | None, whole: int | None) -> float | None:
    return round(100 * part / whole, 1) if part is not None and whole else None


def _pack(mark: _After) -> str:
    return base64.urlsafe_b64encode(msgspec.json.encode(mark)).decode().rstrip("=")


def _unpack(words: str | None) -> _After | None:
    if not words:
        return None
    try:
        raw = base64.urlsafe_b64decode(words + "=" * (-len(words) % 4))
        mark = msgspec.json.decode(raw, type=_After)
    except (ValueError, msgspec.MsgspecError) as error:
        raise NotThere("There is no such page of the queue.") from error
    if not 0 <= mark.score <= 1 or not 0 <= mark.form < 2**63:
        raise NotThere("There is no such page of the queue.")
    return mark
