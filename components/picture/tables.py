"""The table of sub-areas or races in a picture: as many columns as the width has room for; not reported last, in words."""

from __future__ import annotations

from dataclasses import dataclass

from components.contest.progress import STATE_WORDS
from components.contest.table import sorted_children
from components.counts import is_counted, progress_of
from components.format import clean, number, percent, points
from components.i18n import level_title
from components.lettering import shortened, text_width
from components.paint import leading, nothing_here
from components.picture.ink import INK, INK_2, INK_3, rect, swatch, words
from components.picture.kinds import Picture, Piece, Spot
from components.svg import Raw, el
from components.theme import entrant_key
from components.view import ContestView
from data.records import ChildTotal, RaceLine

MOST_ROWS = 50
_SIZE, _ROW, _HEAD = 14.0, 27.0, 26.0
_NARROW = 420.0  # below this, names need the room of the shares


@dataclass(frozen=True)
class Row:
    """One line: name, who leads (or words in place of it) and by how much, cells at the right; `quiet` has no figures."""

    name: str
    lead: str
    party: str | None
    cells: tuple[str, ...]
    quiet: bool = False
    margin: str = ""


def table(picture: Picture, spot: Spot) -> Piece | None:
    """Draw the table; `None` where these figures have no parts."""
    view = picture.view
    races = view.races_page and bool(view.document.races)
    whole = [_race(view, race) for race in view.document.races] if races else _areas(view)
    if not whole:
        return None
    whole = [row for row in whole if not row.quiet] + [row for row in whole if row.quiet]
    t = view.t
    counted = t("State of form") if view.stations_below else t("Stations counted")
    heads = (counted,) if races or view.children_above_races else (*_leaders(view), t("Valid votes"), counted)
    level = view.document.contest_level if races else view.document.child_level or ""
    columns = _columns(heads, whole, spot.width)
    lead = "" if view.children_above_races and not races else t("Leader, lead in points")
    drawn = [_head((level_title(t, level), lead), heads, columns, spot)]
    drawn += [_line(row, columns, spot.below(_HEAD + _ROW * n)) for n, row in enumerate(whole[:MOST_ROWS])]
    height = _HEAD + _ROW * min(len(whole), MOST_ROWS) + 4
    more = len(whole) - MOST_ROWS
    if more > 0:
        said = t.n("{n} more on the full page.", "{n} more on the full page.", more)
        drawn.append(words((spot.x, spot.y + height + 14), said, _SIZE, fill=INK_2))
        height += 26
    return Piece(el("g", *drawn), height)


def _leaders(view: ContestView) -> tuple[str, ...]:
    return tuple(view.short[c.code] for c in view.ranked[:2])


def _areas(view: ContestView) -> list[Row]:
    return [_area(view, child) for child in sorted_children(view)]


def _area(view: ContestView, child: ChildTotal) -> Row:
    name = clean(child.name)
    if view.stations_below:
        word = STATE_WORDS.get(child.state or "")
        last = view.t(word) if word else view.t("Not reported")
    else:
        last = progress_of(child.stations).of_total(view.t)
    if view.children_above_races:
        return Row(name, "", None, (last,), quiet=not is_counted(child))
    if not is_counted(child):
        said = nothing_here(view, child)
        if child.state is not None:
            said = view.t("held out") if child.state == "disputed" else view.t("not counted yet")
        return Row(name, said, None, (*("–" for _ in _leaders(view)), "–", last), quiet=True)
    lead = leading(view, child)
    shares = tuple(percent(view.child_share(child, c.code)) for c in view.ranked[:2])
    cells = (*shares, number(child.valid), last)
    if lead is None:
        return Row(name, view.t("Level"), None, cells)
    return Row(name, lead.name, lead.key, cells, margin=_margin(child.margin_pp))


def _race(view: ContestView, race: RaceLine) -> Row:
    name, last = clean(race.area.name), progress_of(race.stations).of_total(view.t)
    if not is_counted(race):
        return Row(name, view.t("Not reported"), None, (last,), quiet=True)
    if race.leader is None:
        return Row(name, view.t("Level"), None, (last,))
    who = clean(race.leader_name or race.leader)
    return Row(name, who, entrant_key(race.party, race.leader), (last,), margin=_margin(race.margin_pp))


def _margin(value: float | None) -> str:
    return "" if value is None else f"+{points(value)}"


def _columns(heads: tuple[str, ...], rows: list[Row], width: float) -> list[tuple[int, float]]:
    """Choose cells from the right until the room is taken: `(which, width)`; the last, how much is counted, always stays."""
    kept: list[tuple[int, float]] = []
    left = width * 0.52
    order = [len(heads) - 1, *(range(len(heads) - 1) if width >= _NARROW else ())]
    for place in order:
        texts = [row.cells[place] for row in rows[:MOST_ROWS]]
        wide = max(text_width(t, _SIZE) for t in texts)
        wide = max(wide, min(text_width(heads[place], _SIZE * 0.85, "bold"), 92.0)) + 16
        if kept and wide > left:
            break
        left -= wide
        kept.append((place, wide))
    return sorted(kept)


def _head(
    named: tuple[str, str], heads: tuple[str, ...], columns: list[tuple[int, float]], spot: Spot
) -> Raw:
    first, lead = named
    size = _SIZE * 0.85
    room = spot.width - sum(wide for _, wide in columns)
    out = [
        words((spot.x, spot.y + 16), shortened(first, room * 0.4, size, "bold"), size, face="bold"),
        words(
            (spot.x + room * 0.44, spot.y + 16), shortened(lead, room * 0.54, size, "bold"), size, face="bold"
        ),
    ]
    for place, right, wide in _places(columns, spot):
        said = shortened(heads[place], wide - 8, size, "bold")
        out.append(words((right, spot.y + 16), said, size, face="bold", anchor="end"))
    out.append(rect((spot.x, spot.y + _HEAD - 3, spot.width, 1.5), fill=INK))
    return el("g", *out)


def _places(columns: list[tuple[int, float]], spot: Spot) -> list[tuple[int, float, float]]:
    right, out = spot.x + spot.width, list[tuple[int, float, float]]()
    for place, wide in reversed(columns):
        out.append((place, right, wide))
        right -= wide
    return out


def _line(row: Row, columns: list[tuple[int, float]], spot: Spot) -> Raw:
    room = spot.width - sum(wide for _, wide in columns)
    base = spot.y + 18
    split = 0.44 if row.lead else 1.0
    name = shortened(row.name, room * split - 8, _SIZE, "bold")
    out = [words((spot.x, base), name, _SIZE, face="bold")]
    x = spot.x + room * 0.44
    if row.party:
        out.append(swatch((x, base - 11), 12, row.party))
        x += 19
    if row.lead:
        # A name may be shortened, a figure never.
        wide = text_width(row.margin, _SIZE) + 10 if row.margin else 0.0
        who = shortened(row.lead, spot.x + room - x - 4 - wide, _SIZE)
        out.append(words((x, base), who, _SIZE, fill=INK_3 if row.quiet else INK))
        if row.margin:
            out.append(words((x + text_width(who, _SIZE) + 6, base), row.margin, _SIZE))
    for place, right, _ in _places(columns, spot):
        out.append(
            words((right, base), row.cells[place], _SIZE, fill=INK_2 if row.quiet else INK, anchor="end")
        )
    out.append(rect((spot.x, spot.y + _ROW - 1, spot.width, 1), fill="var(--rule)"))
    return el("g", *out)
