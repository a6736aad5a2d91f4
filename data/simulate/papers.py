"""Photographs of fictional forms: what an observer of the simulation would have photographed, with the true figures.

Called by `forms` as forms are written. A form that is typed wrongly at first has a photograph that says so: the clerk who
types it a second time finds the difference. Drawn in grey, a dozen kilobytes each, marked as a rehearsal.
"""

from __future__ import annotations

import hashlib
import io
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from PIL import Image, ImageDraw, ImageFont
from sqlalchemy import Connection

from data.engine import sql
from data.files.store import FileStore
from data.simulate.people import People
from data.simulate.plan import Plan

if TYPE_CHECKING:
    from data.simulate.forms import FormRow

_WIDTH, _LINE, _MARGIN = 620, 46, 44
_PAPER, _INK, _FAINT, _DESK = 246, 40, 214, 150
_QUALITY = 55


@dataclass(frozen=True, slots=True)
class Paper:
    """What stands on one form: heading, station, and label with figure line by line."""

    title: str
    station: str
    code: str
    lines: tuple[tuple[str, int], ...]
    tilt_deg: float = 0.0


class Papers:
    """Draws, stores and links the photographs of one plan's forms."""

    def __init__(self, plan: Plan, people: People, files: FileStore, election: str) -> None:
        self._plan, self._people, self._files, self._election = plan, people, files, election

    def add(self, connection: Connection, rows: Sequence[FormRow], form_ids: Sequence[int]) -> None:
        """Give each form its photograph; the revisions of a form share one."""
        uids = [self._uid(row.form) for row in rows]
        pictures = [draw(self._paper(row.form)) for row in rows]
        given = {
            "form_ids": list(form_ids),
            "uids": uids,
            "sha256": [self._files.put(picture, "image/jpeg") for picture, _ in pictures],
            "sizes": [len(picture) for picture, _ in pictures],
            "heights": [height for _, height in pictures],
            "width": _WIDTH,
            "user_id": self._people.entry,
        }
        connection.execute(sql("simulate_add_photos"), given)
        connection.execute(sql("simulate_link_photos"), {"form_ids": list(form_ids), "uids": uids})

    def _uid(self, form: int) -> uuid.UUID:
        name = f"{self._election}/{form}".encode()
        return uuid.UUID(
            bytes=hashlib.blake2b(name, digest_size=16, person=b"matokeo-photo").digest(), version=5
        )

    def _paper(self, form: int) -> Paper:
        contest, station = divmod(form, self._plan.stations)
        ballot, figures = self._plan.ballots[contest], self._plan.figures[contest]
        stations = self._plan.country.stations
        names = ballot.names[int(figures.race[station])]
        votes = figures.votes[station].tolist()
        lines = [(name, int(count)) for name, count in zip(names, votes, strict=False)]
        lines += [
            ("Valid votes", int(figures.valid[station])),
            ("Rejected ballots", int(figures.rejected[station])),
            ("Votes cast", int(figures.cast[station])),
            ("Registered voters", int(stations.registered[station])),
        ]
        return Paper(
            title=ballot.contest.title,
            station=stations.names[station],
            code=stations.codes[station],
            lines=tuple(lines),
            tilt_deg=(form * 37 % 31 - 15) / 10,
        )


def draw(paper: Paper) -> tuple[bytes, int]:
    """Return a JPEG of the paper as it lies on a desk, and its height in pixels."""
    height = 230 + _LINE * len(paper.lines)
    image = Image.new("L", (_WIDTH, height), _PAPER)
    pen = ImageDraw.Draw(image)
    pen.text((_MARGIN, height // 2), "REHEARSAL", font=_font(92), fill=_FAINT)
    pen.text((_MARGIN, 30), "FORM 34A (simulated)", font=_font(30), fill=_INK)
    pen.text((_MARGIN, 72), paper.title, font=_font(24), fill=_INK)
    pen.text((_MARGIN, 108), paper.station, font=_font(20), fill=_INK)
    pen.text((_MARGIN, 136), paper.code, font=_font(18), fill=_INK)
    top = 180
    for label, figure in paper.lines:
        pen.line((_MARGIN, top, _WIDTH - _MARGIN, top), fill=_FAINT, width=2)
        pen.text((_MARGIN, top + 11), label, font=_font(21), fill=_INK)
        pen.text((_WIDTH - _MARGIN, top + 8), str(figure), font=_font(26), fill=_INK, anchor="ra")
        top += _LINE
    tilted = image.rotate(paper.tilt_deg, resample=Image.Resampling.BILINEAR, fillcolor=_DESK)
    out = io.BytesIO()
    tilted.save(out, "JPEG", quality=_QUALITY)
    return out.getvalue(), height


@lru_cache(maxsize=16)
def _font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(size)
